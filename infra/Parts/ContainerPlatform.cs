using Pulumi.AzureNative.App;
using Pulumi.AzureNative.App.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>The Container Apps environment: a plain consumption profile, and one with GPUs, both billed by the second.</summary>
public sealed class ContainerPlatform : Part
{
    public const string PlainProfile = "Consumption";
    public const string GpuProfile = "gpu";

    public ContainerPlatform(StackContext context, PrivateNetwork? network, Observation observation)
        : base(nameof(ContainerPlatform), "containers")
    {
        var settings = context.Settings;
        List<WorkloadProfileArgs> profiles = [new() { Name = PlainProfile, WorkloadProfileType = "Consumption" }];
        if (settings.GpuProfile != GpuProfiles.None)
        {
            profiles.Add(new() { Name = GpuProfile, WorkloadProfileType = settings.GpuProfile });
        }

        ManagedEnvironmentArgs args = new()
        {
            ResourceGroupName = context.GroupName,
            EnvironmentName = $"cae-{context.Names.Plain}",
            Location = context.Location,
            WorkloadProfiles = [.. profiles],
            // By diagnostic settings, which need no key of the workspace.
            AppLogsConfiguration = new AppLogsConfigurationArgs { Destination = "azure-monitor" },
            ZoneRedundant = network is not null && settings.ZoneRedundant,
            Tags = context.Tags,
        };
        if (network is not null)
        {
            args.VnetConfiguration = new VnetConfigurationArgs { InfrastructureSubnetId = network.Containers.Id, Internal = false };
        }

        Environment = new("environment", args, Own);
        observation.Watch(this, "environment", Environment.Id);
        RegisterOutputs();
    }

    public ManagedEnvironment Environment { get; }
}
