namespace Pulumi.AzureNative.Web.Inputs;

public sealed class FunctionsDeploymentArgs : ResourceArgs
{
    [Input("storage")]
    public Input<Inputs.FunctionsDeploymentStorageArgs>? Storage { get; set; }
}
