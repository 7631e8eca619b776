namespace Pulumi.AzureNative.App;

public sealed class ManagedEnvironmentArgs : ResourceArgs
{
    [Input("appLogsConfiguration")]
    public Input<Inputs.AppLogsConfigurationArgs>? AppLogsConfiguration { get; set; }

    [Input("environmentName")]
    public Input<string>? EnvironmentName { get; set; }

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

    [Input("vnetConfiguration")]
    public Input<Inputs.VnetConfigurationArgs>? VnetConfiguration { get; set; }

    [Input("workloadProfiles")]
    private InputList<Inputs.WorkloadProfileArgs>? _workloadProfiles;

    public InputList<Inputs.WorkloadProfileArgs> WorkloadProfiles
    {
        get => _workloadProfiles ??= [];
        set => _workloadProfiles = value;
    }

    [Input("zoneRedundant")]
    public Input<bool>? ZoneRedundant { get; set; }
}
