namespace Pulumi.AzureNative.App.Inputs;

public sealed class WorkloadProfileArgs : ResourceArgs
{
    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    [Input("workloadProfileType", required: true)]
    public Input<string> WorkloadProfileType { get; set; } = null!;
}
