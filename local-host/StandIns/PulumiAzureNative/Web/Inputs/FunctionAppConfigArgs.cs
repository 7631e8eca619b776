namespace Pulumi.AzureNative.Web.Inputs;

public sealed class FunctionAppConfigArgs : ResourceArgs
{
    [Input("deployment")]
    public Input<Inputs.FunctionsDeploymentArgs>? Deployment { get; set; }

    [Input("runtime")]
    public Input<Inputs.FunctionsRuntimeArgs>? Runtime { get; set; }

    [Input("scaleAndConcurrency")]
    public Input<Inputs.FunctionsScaleAndConcurrencyArgs>? ScaleAndConcurrency { get; set; }
}
