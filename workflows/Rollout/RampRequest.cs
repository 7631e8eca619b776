using ServerlessML.Contracts.Approval;

namespace ServerlessML.Workflows.Rollout;

/// <summary>Move a deployment's traffic to a new version, step by step.</summary>
public sealed record RampRequest
{
    public required string RunId { get; init; }
    public required string Deployment { get; init; }
    public required int Version { get; init; }
    public int? Champion { get; init; }

    /// <summary>The traffic plan's last change when the place was taken; null when there was no plan.</summary>
    public string? Follows { get; init; }
    public required RolloutPolicy Policy { get; init; }
    public required double Capture { get; init; }

    /// <summary>Who is told; null for nobody, and in what was recorded before December 2026.</summary>
    public IReadOnlyList<NotifyTarget>? Notify { get; init; }

    /// <summary>The digest of what was signed for the version.</summary>
    public Digest? Evidence { get; init; }
}
