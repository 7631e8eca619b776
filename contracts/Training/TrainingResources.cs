namespace ServerlessML.Contracts.Training;

/// <summary>What a job may use; what is left out is the runner's to say.</summary>
public sealed record TrainingResources
{
    /// <summary>A runner that will not be taken away.</summary>
    public const string OnDemand = "on-demand";

    /// <summary>A cheaper runner that may be taken away in mid-training.</summary>
    public const string Spot = "spot";

    public double? Cpus { get; init; }

    /// <summary>Bytes; a recipe that takes more is ended.</summary>
    public long? Memory { get; init; }

    /// <summary>Bytes that a recipe may leave on the disk.</summary>
    public long? Output { get; init; }

    public bool? Gpu { get; init; }

    /// <summary><see cref="Spot"/> or <see cref="OnDemand"/>.</summary>
    public string? Capacity { get; init; }
}
