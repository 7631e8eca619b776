namespace Pulumi.AzureNative.Consumption.Inputs;

public sealed class BudgetTimePeriodArgs : ResourceArgs
{
    [Input("startDate", required: true)]
    public Input<string> StartDate { get; set; } = null!;
}
