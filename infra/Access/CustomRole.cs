namespace ServerlessML.Infra.Access;

/// <summary>A role of our own, where Azure brings none that is narrow enough.</summary>
/// <param name="Name">For people.</param>
/// <param name="Purpose">Names its id.</param>
/// <param name="Actions">All that it may do; nothing with data.</param>
public sealed record CustomRole(string Name, string Purpose, IReadOnlyList<string> Actions)
{
    /// <summary>
    /// Writing an app is the least that Azure Resource Manager knows for setting weights. The status of an operation lies with the region,
    /// where a role on one app may not reach: who is refused it reads the app itself.
    /// </summary>
    public static CustomRole RevisionWeights { get; } =
        new(
            "Revision Weights",
            "revision-weights",
            [
                "Microsoft.App/containerApps/read",
                "Microsoft.App/containerApps/write",
                "Microsoft.App/containerApps/revisions/read",
                "Microsoft.App/locations/containerappOperationResults/read",
                "Microsoft.App/locations/containerappOperationStatuses/read",
            ]
        );

    public static IReadOnlyList<CustomRole> All { get; } = [RevisionWeights];
}
