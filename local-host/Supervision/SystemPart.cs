namespace ServerlessML.LocalHost.Supervision;

/// <summary>A process of the system.</summary>
public sealed record SystemPart
{
    /// <summary>Names it in messages, its log and <c>system.json</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Answers, with any status below 500, once the part can be used; null when it is ready as it runs.</summary>
    public Uri? Ready { get; init; }

    /// <summary>How long it may take to stop before it is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);
}
