namespace ServerlessML.Contracts;

/// <summary>One point of a search's space, and how far it got.</summary>
public sealed record SearchTrial
{
    /// <summary>Counts from 1.</summary>
    public required int Number { get; init; }
    public required string Recipe { get; init; }
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>One of <see cref="TrialState"/>.</summary>
    public string State { get; init; } = TrialState.Waiting;

    /// <summary>Share of the course that it is trained for now, while it runs.</summary>
    public double? Until { get; init; }

    /// <summary>The training that runs, or ran last.</summary>
    public string? JobId { get; init; }

    /// <summary>In the order of their shares.</summary>
    public IReadOnlyList<TrialRung> Rungs { get; init; } = [];
    public string? Error { get; init; }

    /// <summary>Of a trial that failed: the rung that it failed on.</summary>
    public TrialRung? Broken { get; init; }
}
