namespace Pulumi.AzureNative.Monitor.Inputs;

public sealed class ConditionArgs : ResourceArgs
{
    [Input("failingPeriods")]
    public Input<Inputs.ConditionFailingPeriodsArgs>? FailingPeriods { get; set; }

    [Input("operator")]
    public InputUnion<string, ConditionOperator>? Operator { get; set; }

    [Input("query")]
    public Input<string>? Query { get; set; }

    [Input("threshold")]
    public Input<double>? Threshold { get; set; }

    [Input("timeAggregation")]
    public InputUnion<string, TimeAggregation>? TimeAggregation { get; set; }
}
