using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessML.Functions.Arm;

namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>The points of an answer of Azure Monitor, each with its metric and dimensions.</summary>
public sealed record MetricSeries(IReadOnlyList<MetricPoint> Points)
{
    /// <exception cref="MetricsException">The service says that a metric could not be read, or the answer is none.</exception>
    public static MetricSeries Of(JsonNode? answer)
    {
        List<MetricPoint> points = [];
        foreach (var metric in ArmAnswer.At(answer, "value") as JsonArray ?? throw new MetricsException("the answer has no metrics"))
        {
            var name = (string?)ArmAnswer.At(metric, "name", "value")
                ?? throw new MetricsException("the answer has a metric without a name");
            if ((string?)ArmAnswer.At(metric, "errorCode") is { } error and not "Success")
            {
                throw new MetricsException($"{name}: {error}: {(string?)ArmAnswer.At(metric, "errorMessage")}");
            }

            foreach (var series in ArmAnswer.At(metric, "timeseries") as JsonArray ?? [])
            {
                Dictionary<string, string> dimensions = new(StringComparer.OrdinalIgnoreCase);
                foreach (var value in ArmAnswer.At(series, "metadatavalues") as JsonArray ?? [])
                {
                    dimensions[(string?)ArmAnswer.At(value, "name", "value") ?? ""] = (string?)ArmAnswer.At(value, "value") ?? "";
                }

                // A minute of which nothing is known has no average.
                points.AddRange(
                    from point in ArmAnswer.At(series, "data") as JsonArray ?? []
                    where ArmAnswer.At(point, "average") is JsonValue
                    select new MetricPoint(name, dimensions, At(point), (double)ArmAnswer.At(point, "average")!)
                );
            }
        }

        return new(points);
    }

    private static DateTimeOffset At(JsonNode? point) =>
        DateTimeOffset.TryParse(
            (string?)ArmAnswer.At(point, "timeStamp"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : throw new MetricsException("the answer has a value without a time");
}
