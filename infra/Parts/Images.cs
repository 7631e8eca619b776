using Pulumi.AzureNative.ContainerRegistry;
using Pulumi.AzureNative.ContainerRegistry.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>The registry of the runner's and the gateway's images.</summary>
public sealed class Images : Part
{
    // Azure's own samples: they run and listen until the first release is there.
    private const string PlaceholderApp = "mcr.microsoft.com/k8se/quickstart:latest";
    private const string PlaceholderJob = "mcr.microsoft.com/k8se/quickstart-jobs:latest";

    private readonly string? _release;

    public Images(StackContext context)
        : base(nameof(Images), "images")
    {
        _release = context.Settings.Release;
        Registry = new(
            "registry",
            new()
            {
                ResourceGroupName = context.GroupName,
                RegistryName = context.Names.Registry,
                Location = context.Location,
                Sku = new SkuArgs { Name = context.Settings.Production ? SkuName.Standard : SkuName.Basic },
                AdminUserEnabled = false,
                AnonymousPullEnabled = false,
                Tags = context.Tags,
            },
            Own
        );
        RegisterOutputs();
    }

    public Registry Registry { get; }

    public Input<string> Runner =>
        _release is { } tag ? Output.Format($"{Registry.LoginServer}/serverlessml/runner:{tag}") : PlaceholderJob;

    public Input<string> Gateway =>
        _release is { } tag ? Output.Format($"{Registry.LoginServer}/serverlessml/gateway:{tag}") : PlaceholderApp;
}
