namespace Pulumi.AzureNative.App.Inputs;

public sealed class IngressArgs : ResourceArgs
{
    [Input("allowInsecure")]
    public Input<bool>? AllowInsecure { get; set; }

    [Input("external")]
    public Input<bool>? External { get; set; }

    [Input("targetPort")]
    public Input<int>? TargetPort { get; set; }

    [Input("traffic")]
    private InputList<Inputs.TrafficWeightArgs>? _traffic;

    public InputList<Inputs.TrafficWeightArgs> Traffic
    {
        get => _traffic ??= [];
        set => _traffic = value;
    }

    [Input("transport")]
    public InputUnion<string, IngressTransportMethod>? Transport { get; set; }
}
