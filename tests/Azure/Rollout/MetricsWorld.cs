using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>Azure Monitor, measuring an endpoint whose deployments answer as they are told, the same in each minute.</summary>
internal sealed class MetricsWorld
{
    private const string Metrics =
        "/subscriptions/x/resourceGroups/ml-dev/providers/Microsoft.MachineLearningServices/workspaces/ml/onlineEndpoints/flights/providers/Microsoft.Insights/metrics";

    /// <summary>A minute, by deployment: requests by endpoint's and model's status.</summary>
    public Dictionary<string, List<(string Status, string Model, double Count)>> Answers { get; } = [];

    /// <summary>Milliseconds, by deployment: P50, P90, P95, P99.</summary>
    public Dictionary<string, double[]> Latency { get; } = [];

    public string Error { get; set; } = "Success";

    public ArmServer Server { get; set; } = null!;

    public ArmReply? Answer(ArmRequest request)
    {
        var query = QueryHelpers.ParseQuery(request.Query);
        var times = query["timespan"].ToString().Split('/').Select(at => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal("PT1M", query["interval"]);
        Assert.Equal("Average", query["aggregation"]);
        var deployment = query["$filter"].ToString().Split('\'')[1];
        var names = query["metricnames"].ToString().Split(',');
        return new(
            200,
            new JsonObject
            {
                ["cost"] = 1,
                ["timespan"] = query["timespan"].ToString(),
                ["interval"] = "PT1M",
                ["resourceregion"] = "westeurope",
                ["value"] = new JsonArray([.. names.Select(name => Metric(name, deployment, times[0], times[1]))]),
            }
        );
    }

    private JsonNode Metric(string name, string deployment, DateTimeOffset from, DateTimeOffset until)
    {
        JsonArray series = [];
        if (name == "RequestsPerMinute")
        {
            foreach (var (status, model, count) in Answers.GetValueOrDefault(deployment) ?? [])
            {
                series.Add(Series(count, from, until, ("deployment", deployment), ("statuscode", status), ("modelstatuscode", model)));
            }
        }
        else if (Latency.GetValueOrDefault(deployment) is { } quantiles)
        {
            series.Add(
                Series(
                    quantiles[
                        Array.IndexOf(["RequestLatency_P50", "RequestLatency_P90", "RequestLatency_P95", "RequestLatency_P99"], name)
                    ],
                    from,
                    until,
                    ("deployment", deployment)
                )
            );
        }

        return new JsonObject
        {
            ["id"] = $"{Metrics}/{name}",
            ["type"] = "Microsoft.Insights/metrics",
            ["name"] = new JsonObject { ["value"] = name, ["localizedValue"] = name },
            ["unit"] = name == "RequestsPerMinute" ? "Count" : "MilliSeconds",
            ["timeseries"] = series,
            ["errorCode"] = Error,
        };
    }

    // A minute after the last is there too, without an average, as the service answers where it knows nothing yet.
    private static JsonObject Series(
        double value,
        DateTimeOffset from,
        DateTimeOffset until,
        params (string Name, string Value)[] dimensions
    )
    {
        JsonArray data = [];
        for (var at = from; at < until; at = at.AddMinutes(1))
        {
            data.Add(
                new JsonObject
                {
                    ["timeStamp"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                    ["average"] = value,
                }
            );
        }

        data.Add(new JsonObject { ["timeStamp"] = until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) });
        return new()
        {
            ["metadatavalues"] = new JsonArray([
                .. dimensions.Select(dimension => new JsonObject
                {
                    ["name"] = new JsonObject { ["value"] = dimension.Name },
                    ["value"] = dimension.Value,
                }),
            ]),
            ["data"] = data,
        };
    }
}
