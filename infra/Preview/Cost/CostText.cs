using System.Globalization;
using System.Text;

namespace ServerlessML.Preview.Cost;

public static class CostText
{
    public static string Of(CostEstimate estimate)
    {
        var load = estimate.Load;
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"Cost of a month, an ESTIMATE ({estimate.Prices.Currency}, prices of {estimate.Prices.AsOf}), at the load «{load.Name}»:");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {load.Runs} runs of {load.TrainingHours} h training, {load.Predictions / 1e6:0.#} million predictions, {load.StoredGb:N0} GB stored, {load.LogGb} GB of logs");
        foreach (var line in estimate.Lines)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {line.Amount,10:N2}  {line.What,-26} {line.Basis}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  {estimate.Total,10:N2}  in all");
        text.AppendLine(CultureInfo.InvariantCulture, $"Not counted: {string.Join("; ", estimate.Prices.NotPriced)}.");
        return text.Append(estimate.Prices.Note).ToString();
    }
}
