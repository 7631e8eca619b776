namespace Pulumi.AzureNative.App.Inputs;

public sealed class JobConfigurationArgs : ResourceArgs
{
    [Input("eventTriggerConfig")]
    public Input<Inputs.JobConfigurationEventTriggerConfigArgs>? EventTriggerConfig { get; set; }

    [Input("manualTriggerConfig")]
    public Input<Inputs.JobConfigurationManualTriggerConfigArgs>? ManualTriggerConfig { get; set; }

    [Input("registries")]
    private InputList<Inputs.RegistryCredentialsArgs>? _registries;

    public InputList<Inputs.RegistryCredentialsArgs> Registries
    {
        get => _registries ??= [];
        set => _registries = value;
    }

    [Input("replicaRetryLimit")]
    public Input<int>? ReplicaRetryLimit { get; set; }

    [Input("replicaTimeout", required: true)]
    public Input<int> ReplicaTimeout { get; set; } = null!;

    [Input("triggerType", required: true)]
    public InputUnion<string, TriggerType> TriggerType { get; set; } = null!;
}
