namespace ServerlessML.Infra.Settings;

/// <summary>
/// Serverless GPU workload profiles of Container Apps and the regions that offer them, as the public page «Using serverless GPUs in Azure
/// Container Apps» listed them. A region that Azure has added since is let through by the setting anyRegion.
/// </summary>
public static class GpuProfiles
{
    public const string T4 = "Consumption-GPU-NC8as-T4";
    public const string A100 = "Consumption-GPU-NC24-A100";

    /// <summary>No GPU: training on the plain consumption profile.</summary>
    public const string None = "none";

    public static IReadOnlyCollection<string> All { get; } = [T4, A100, None];

    /// <summary>A replica takes all of its profile: virtual processors and GiB.</summary>
    public static (double Cpu, int MemoryGiB) Size(string profile) =>
        profile switch
        {
            T4 => (8, 56),
            A100 => (24, 220),
            _ => (4, 8),
        };

    public static IReadOnlyList<string> Regions(string profile) =>
        profile switch
        {
            T4 or A100 => ["australiaeast", "swedencentral", "westus3"],
            _ => [],
        };

    public static bool IsOffered(string profile, string region) => profile == None || Regions(profile).Contains(region);
}
