namespace Pulumi.AzureNative.App.Inputs;

public sealed class JobScaleArgs : ResourceArgs
{
    [Input("maxExecutions")]
    public Input<int>? MaxExecutions { get; set; }

    [Input("minExecutions")]
    public Input<int>? MinExecutions { get; set; }

    [Input("pollingInterval")]
    public Input<int>? PollingInterval { get; set; }

    [Input("rules")]
    private InputList<Inputs.JobScaleRuleArgs>? _rules;

    public InputList<Inputs.JobScaleRuleArgs> Rules
    {
        get => _rules ??= [];
        set => _rules = value;
    }
}
