namespace Pulumi.AzureNative.App;

public sealed class ContainerAppArgs : ResourceArgs
{
    [Input("configuration")]
    public Input<Inputs.ConfigurationArgs>? Configuration { get; set; }

    [Input("containerAppName")]
    public Input<string>? ContainerAppName { get; set; }

    [Input("environmentId")]
    public Input<string>? EnvironmentId { get; set; }

    [Input("identity")]
    public Input<Inputs.ManagedServiceIdentityArgs>? Identity { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("template")]
    public Input<Inputs.TemplateArgs>? Template { get; set; }

    [Input("workloadProfileName")]
    public Input<string>? WorkloadProfileName { get; set; }
}
