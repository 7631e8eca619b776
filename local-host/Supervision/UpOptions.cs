namespace ServerlessML.LocalHost.Supervision;

/// <summary>What a system on this machine is started with.</summary>
public sealed record UpOptions
{
    /// <summary>Where all state lives.</summary>
    public string DataDirectory { get; init; } = Path.GetFullPath(".serverlessml");

    public int ApiPort { get; init; } = 7071;

    public int GatewayPort { get; init; } = 7080;

    /// <summary>Azurite's; queues are on the next port.</summary>
    public int StoragePort { get; init; } = 10000;

    /// <summary>Runner processes: as many trainings go on at a time.</summary>
    public int Runners { get; init; } = 1;

    /// <summary>How long finished orchestrations are kept; all without end by default.</summary>
    public RetentionPolicy Keep { get; init; } = RetentionPolicy.None;
}
