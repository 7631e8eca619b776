namespace Pulumi.AzureNative.App.Inputs;

public sealed class ContainerAppProbeArgs : ResourceArgs
{
    [Input("failureThreshold")]
    public Input<int>? FailureThreshold { get; set; }

    [Input("httpGet")]
    public Input<Inputs.ContainerAppProbeHttpGetArgs>? HttpGet { get; set; }

    [Input("periodSeconds")]
    public Input<int>? PeriodSeconds { get; set; }

    [Input("timeoutSeconds")]
    public Input<int>? TimeoutSeconds { get; set; }

    [Input("type")]
    public InputUnion<string, Type>? Type { get; set; }
}
