namespace Pulumi.AzureNative.Consumption;

public sealed class BudgetArgs : ResourceArgs
{
    [Input("amount", required: true)]
    public Input<double> Amount { get; set; } = null!;

    [Input("budgetName")]
    public Input<string>? BudgetName { get; set; }

    [Input("category", required: true)]
    public InputUnion<string, CategoryType> Category { get; set; } = null!;

    [Input("notifications")]
    private InputMap<Inputs.NotificationArgs>? _notifications;

    public InputMap<Inputs.NotificationArgs> Notifications
    {
        get => _notifications ??= [];
        set => _notifications = value;
    }

    [Input("scope", required: true)]
    public Input<string> Scope { get; set; } = null!;

    [Input("timeGrain", required: true)]
    public InputUnion<string, TimeGrainType> TimeGrain { get; set; } = null!;

    [Input("timePeriod", required: true)]
    public Input<Inputs.BudgetTimePeriodArgs> TimePeriod { get; set; } = null!;
}
