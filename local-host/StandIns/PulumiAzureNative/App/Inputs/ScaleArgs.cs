namespace Pulumi.AzureNative.App.Inputs;

public sealed class ScaleArgs : ResourceArgs
{
    [Input("maxReplicas")]
    public Input<int>? MaxReplicas { get; set; }

    [Input("minReplicas")]
    public Input<int>? MinReplicas { get; set; }

    [Input("rules")]
    private InputList<Inputs.ScaleRuleArgs>? _rules;

    public InputList<Inputs.ScaleRuleArgs> Rules
    {
        get => _rules ??= [];
        set => _rules = value;
    }
}
