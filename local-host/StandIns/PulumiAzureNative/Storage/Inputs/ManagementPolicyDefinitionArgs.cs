namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class ManagementPolicyDefinitionArgs : ResourceArgs
{
    [Input("actions", required: true)]
    public Input<Inputs.ManagementPolicyActionArgs> Actions { get; set; } = null!;

    [Input("filters")]
    public Input<Inputs.ManagementPolicyFilterArgs>? Filters { get; set; }
}
