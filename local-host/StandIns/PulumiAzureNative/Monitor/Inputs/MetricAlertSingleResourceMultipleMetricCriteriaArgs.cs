namespace Pulumi.AzureNative.Monitor.Inputs;

public sealed class MetricAlertSingleResourceMultipleMetricCriteriaArgs : ResourceArgs
{
    [Input("allOf")]
    private InputList<Inputs.MetricCriteriaArgs>? _allOf;

    public InputList<Inputs.MetricCriteriaArgs> AllOf
    {
        get => _allOf ??= [];
        set => _allOf = value;
    }

    [Input("odataType", required: true)]
    public Input<string> OdataType { get; set; } = null!;
}
