namespace Pulumi.AzureNative.App;

public sealed class JobArgs : ResourceArgs
{
    [Input("configuration")]
    public Input<Inputs.JobConfigurationArgs>? Configuration { get; set; }

    [Input("environmentId")]
    public Input<string>? EnvironmentId { get; set; }

    [Input("identity")]
    public Input<Inputs.ManagedServiceIdentityArgs>? Identity { get; set; }

    [Input("jobName")]
    public Input<string>? JobName { get; set; }

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
    public Input<Inputs.JobTemplateArgs>? Template { get; set; }

    [Input("workloadProfileName")]
    public Input<string>? WorkloadProfileName { get; set; }
}
