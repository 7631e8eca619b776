using ServerlessML.Contracts;

namespace ServerlessML.Workflows;

/// <summary>Make an approved model a version and take the deployment's one place for a challenger.</summary>
public sealed record ClaimRequest
{
    public required string RunId { get; init; }
    public required string Pipeline { get; init; }
    public required Digest Model { get; init; }
    public required Digest Evidence { get; init; }
    public required Digest Dataset { get; init; }
    public required Digest Profile { get; init; }
    public required double Auc { get; init; }

    /// <summary>The champion that the evidence compares with; the claim fails when it is no longer the champion.</summary>
    public int? Champion { get; init; }
}
