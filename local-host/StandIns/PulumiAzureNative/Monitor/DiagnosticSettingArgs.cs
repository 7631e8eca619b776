namespace Pulumi.AzureNative.Monitor;

public sealed class DiagnosticSettingArgs : ResourceArgs
{
    [Input("logAnalyticsDestinationType")]
    public Input<string>? LogAnalyticsDestinationType { get; set; }

    [Input("logs")]
    private InputList<Inputs.DiagnosticsLogSettingsArgs>? _logs;

    public InputList<Inputs.DiagnosticsLogSettingsArgs> Logs
    {
        get => _logs ??= [];
        set => _logs = value;
    }

    [Input("metrics")]
    private InputList<Inputs.DiagnosticsMetricSettingsArgs>? _metrics;

    public InputList<Inputs.DiagnosticsMetricSettingsArgs> Metrics
    {
        get => _metrics ??= [];
        set => _metrics = value;
    }

    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("resourceUri", required: true)]
    public Input<string> ResourceUri { get; set; } = null!;

    [Input("workspaceId")]
    public Input<string>? WorkspaceId { get; set; }
}
