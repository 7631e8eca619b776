namespace ServerlessML.Ml.Data;

/// <summary>What one reading or validation may use of the machine.</summary>
public sealed record DataEngine
{
    public static DataEngine Default { get; } = new();

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The engine's memory in megabytes; beyond it the engine spills to <see cref="SpillDirectory"/>.</summary>
    public int Memory { get; init; } = 2048;

    public string SpillDirectory { get; init; } = Path.Combine(Path.GetTempPath(), "serverlessml-spill");
}
