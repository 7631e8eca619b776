using System.Globalization;
using System.Text;

namespace ServerlessML.Preview.Cost;

public static class CostText
{
    public static string Of(CostEstimate estimate)
    {
        var load = estimate.Load;
        StringBuilder text = new();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Cost of a month, an ESTIMATE ({estimate.Prices.Currency}), at the load «{load.Name}»:"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  {load.Runs} runs of {load.TrainingHours} h training, {load.Predictions / 1e6:0.#} million predictions, "
                + $"{load.StoredGb:N0} GB stored, {load.LogGb} GB of logs"
        );
        foreach (var line in estimate.Lines)
        {
            var amount = line.Amount is { } known ? known.ToString("N2", CultureInfo.InvariantCulture) : "not priced";
            text.AppendLine(CultureInfo.InvariantCulture, $"  {amount.PadLeft(10)}  {line.What.PadRight(26)} {line.Basis}");
        }

        var open = estimate.NotPriced.Select(line => line.What).ToList();
        var total = estimate.Total.ToString("N2", CultureInfo.InvariantCulture);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  {total.PadLeft(10)}  in all{(open.Count == 0 ? "" : $", WITHOUT {string.Join(", ", open)}: not priced")}"
        );
        text.AppendLine(CultureInfo.InvariantCulture, $"Not counted: {string.Join("; ", estimate.Prices.NotCounted)}.");
        text.AppendLine("Prices, by the page and the month that they are from:");
        foreach (var page in estimate.Prices.Prices.GroupBy(price => (price.Value.Source, price.Value.AsOf)))
        {
            var items = page.Select(price =>
                $"{price.Key} {price.Value.Amount?.ToString("0.########", CultureInfo.InvariantCulture) ?? "?"}"
            );
            text.AppendLine(CultureInfo.InvariantCulture, $"  {page.Key.Source}, {page.Key.AsOf}: {string.Join(", ", items)}");
        }

        return text.Append(estimate.Prices.Note).ToString();
    }
}
