namespace Pulumi.AzureNative.Monitor;

public sealed class MetricAlertArgs : ResourceArgs
{
    [Input("actions")]
    private InputList<Inputs.MetricAlertActionArgs>? _actions;

    public InputList<Inputs.MetricAlertActionArgs> Actions
    {
        get => _actions ??= [];
        set => _actions = value;
    }

    [Input("criteria", required: true)]
    public Input<object> Criteria { get; set; } = null!;

    [Input("description")]
    public Input<string>? Description { get; set; }

    [Input("enabled", required: true)]
    public Input<bool> Enabled { get; set; } = null!;

    [Input("evaluationFrequency", required: true)]
    public Input<string> EvaluationFrequency { get; set; } = null!;

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("ruleName")]
    public Input<string>? RuleName { get; set; }

    [Input("scopes", required: true)]
    private InputList<string>? _scopes;

    public InputList<string> Scopes
    {
        get => _scopes ??= [];
        set => _scopes = value;
    }

    [Input("severity", required: true)]
    public Input<int> Severity { get; set; } = null!;

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("windowSize", required: true)]
    public Input<string> WindowSize { get; set; } = null!;
}
