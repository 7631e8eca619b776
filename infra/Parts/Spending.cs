using System.Globalization;
using Pulumi.AzureNative.Consumption;
using Pulumi.AzureNative.Consumption.Inputs;
using Pulumi.AzureNative.Monitor;

namespace ServerlessML.Infra.Parts;

/// <summary>A budget for the resource group: people are told, nothing is stopped.</summary>
public sealed class Spending : Part
{
    public Spending(StackContext context, ActionGroup people)
        : base(nameof(Spending), "spending")
    {
        var settings = context.Settings;
        _ = new Budget(
            "budget",
            new()
            {
                BudgetName = $"budget-{context.Names.Plain}",
                Scope = context.Group.Id,
                Category = CategoryType.Cost,
                TimeGrain = TimeGrainType.Monthly,
                Amount = settings.MonthlyBudget,
                TimePeriod = new BudgetTimePeriodArgs
                {
                    StartDate = string.Create(CultureInfo.InvariantCulture, $"{settings.BudgetStart:yyyy-MM-dd}T00:00:00Z"),
                },
                Notifications =
                {
                    ["actual-80"] = Notice(80, ThresholdType.Actual, settings.AlertEmails, people),
                    ["actual-100"] = Notice(100, ThresholdType.Actual, settings.AlertEmails, people),
                    ["forecast-110"] = Notice(110, ThresholdType.Forecasted, settings.AlertEmails, people),
                },
            },
            Own
        );
        RegisterOutputs();
    }

    private static NotificationArgs Notice(int percent, ThresholdType type, IReadOnlyList<string> emails, ActionGroup people) =>
        new()
        {
            Enabled = true,
            Operator = OperatorType.GreaterThanOrEqualTo,
            Threshold = percent,
            ThresholdType = type,
            ContactEmails = [.. emails.Select(email => (Input<string>)email)],
            ContactGroups = [people.Id],
        };
}
