namespace Pulumi.AzureNative.Consumption.Inputs;

public sealed class NotificationArgs : ResourceArgs
{
    [Input("contactEmails", required: true)]
    private InputList<string>? _contactEmails;

    public InputList<string> ContactEmails
    {
        get => _contactEmails ??= [];
        set => _contactEmails = value;
    }

    [Input("contactGroups")]
    private InputList<string>? _contactGroups;

    public InputList<string> ContactGroups
    {
        get => _contactGroups ??= [];
        set => _contactGroups = value;
    }

    [Input("enabled", required: true)]
    public Input<bool> Enabled { get; set; } = null!;

    [Input("operator", required: true)]
    public InputUnion<string, OperatorType> Operator { get; set; } = null!;

    [Input("threshold", required: true)]
    public Input<double> Threshold { get; set; } = null!;

    [Input("thresholdType")]
    public InputUnion<string, ThresholdType>? ThresholdType { get; set; }
}
