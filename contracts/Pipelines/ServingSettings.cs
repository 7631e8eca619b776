namespace ServerlessML.Contracts;

/// <summary>What the gateway does besides answering.</summary>
public sealed record ServingSettings
{
    /// <summary>Share of requests whose inputs and outputs are kept, 0 to 1.</summary>
    public double Capture { get; init; } = 0.01;
}
