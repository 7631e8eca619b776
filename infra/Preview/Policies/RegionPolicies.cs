using ServerlessML.Infra.Settings;

namespace ServerlessML.Preview.Policies;

internal static class RegionPolicies
{
    public static IEnumerable<string> Find(ResourceGraph graph) =>
        from environment in graph.Of("app:ManagedEnvironment")
        from profile in ResourceGraph.Strings(environment.Input("workloadProfiles"))
        where profile is GpuProfiles.T4 or GpuProfiles.A100 && !GpuProfiles.IsOffered(profile, environment.Text("location")!)
        select $"{environment.Name}: {profile} in {environment.Text("location")}";
}
