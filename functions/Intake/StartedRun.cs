namespace ServerlessML.Functions.Intake;

/// <summary>The answer to an attempt to start a run.</summary>
public sealed record StartedRun
{
    /// <summary>Null when no run could be named.</summary>
    public string? RunId { get; init; }

    /// <summary>
    /// False when the same content had started it before. True promises nothing: of calls at the same moment several may be told so, and
    /// one run runs.
    /// </summary>
    public bool IsNew { get; init; }

    /// <summary>What became of the run that had started before, as sentences; null for a new one.</summary>
    public string? Note { get; init; }

    /// <summary>Why there is no run; null when there is one.</summary>
    public string? Problem { get; init; }
}
