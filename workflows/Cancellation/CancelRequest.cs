namespace ServerlessML.Workflows.Cancellation;

/// <summary>Somebody's word that a run is to end.</summary>
public sealed record CancelRequest
{
    public required string RunId { get; init; }
    public required string By { get; init; }

    /// <summary>The caller's object id in Entra ID.</summary>
    public string? ById { get; init; }
    public string? Role { get; init; }
    public required DateTimeOffset At { get; init; }

    public string Reason => $"cancelled by {By}";
}
