namespace ServerlessML.Preview.Cost;

/// <summary>What a system is asked to do in a month.</summary>
/// <param name="Name">Of the load.</param>
/// <param name="Runs">Batches that become runs.</param>
/// <param name="TrainingHours">Of one run, on the training profile.</param>
/// <param name="ActivitySeconds">Of the functions, of one run.</param>
/// <param name="Predictions">Requests at the gateway.</param>
/// <param name="StoredGb">In the storage account, on average.</param>
/// <param name="LogGb">Taken in by the workspace.</param>
/// <param name="BusyReplicas">Of the gateway, on average, doing work rather than waiting.</param>
public sealed record Load(
    string Name,
    int Runs,
    double TrainingHours,
    double ActivitySeconds,
    double Predictions,
    double StoredGb,
    double LogGb,
    double BusyReplicas
)
{
    private static readonly Load[] Known =
    [
        new("small", 20, 0.25, 300, 200_000, 20, 2, 0.1),
        new("medium", 200, 1, 1_200, 50_000_000, 1_000, 40, 2),
        new("large", 2_000, 4, 3_600, 1_000_000_000, 20_000, 400, 12),
    ];

    /// <exception cref="ArgumentException">There is no load of that name; the message has those that are.</exception>
    public static Load Named(string name) =>
        Known.FirstOrDefault(load => load.Name == name)
        ?? throw new ArgumentException($"There is no load '{name}': there are {string.Join(", ", Known.Select(load => load.Name))}.");
}
