using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class MetricsTests(StorageFixture azurite)
{
    [Fact]
    public async Task Metrics_AreThePrometheusTextAndWhatHappened()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(3, (1, TestModels.Flights(0), 9_000), (2, TestModels.Flights(1), 1_000));
        for (var i = 0; i < 20; i++)
        {
            (await gateway.PredictAsync(Bodies.Of([i, i], ["x", "y"]), $"{i}")).Dispose();
        }

        (await gateway.PredictAsync("{", "0")).Dispose();
        (await gateway.PredictAsync(Bodies.One, deployment: "nothing-here")).Dispose();

        using var answer = await gateway.Client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var samples = PrometheusSamples.Parse(await answer.Content.ReadAsStringAsync());
        var mine = samples.Where(sample => sample.Labels.Contains($"deployment={gateway.Deployment}")).ToList();
        Assert.Equal(20, Sum(mine, "requests_total"));
        Assert.Equal(40, Sum(mine, "rows_total"));
        Assert.Equal(40, Sum(mine, "predictions_total"));
        Assert.Equal(40, Sum(mine, "feature_values_total"));
        Assert.Equal(40, Sum(mine, "feature_other_total"));
        Assert.Equal(1, Sum(mine, "faults_total", "code=malformed-json"));
        Assert.Equal(1, Sum(samples, "faults_total", "code=unknown-deployment"));
        Assert.Equal(3, Sum(mine, "plan_revision"));
        Assert.Equal(0.1, Sum(mine, "plan_weight_ratio", "version=2"));
        Assert.Equal(0, Sum(mine, "plan_stale"));
        Assert.Equal(1, Sum(samples, "storage_up"));
        Assert.True(Sum(mine, "model_load_seconds") > 0);
        AssertHistogram(mine);
    }

    [Fact]
    public async Task Metrics_OfAPlanThatIsRefused_SaySo()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        await gateway.PublishAsync("{}"u8.ToArray());
        (await gateway.RefreshAsync()).Dispose();
        Assert.Equal(1, await gateway.MetricAsync("serverlessml_gateway_plan_stale", $"deployment={gateway.Deployment}"));
        Assert.Equal(1, await gateway.MetricAsync("serverlessml_gateway_plan_revision", $"deployment={gateway.Deployment}"));
    }

    [Fact]
    public void Write_ValuesThatNeedEscaping_AreReadBack()
    {
        const string odd = "a\\b\"c\nd,}é";
        MetricFamily family = new("odd_total", "Back\\slash\nand line.", MetricKind.Counter, _ =>
            [new(1.5, ("name", odd)), new(double.PositiveInfinity), new(1e-9, ("x", "y"), ("z", ""))]
        );
        var samples = PrometheusSamples.Parse(
            PrometheusText.Write([family], new MetricsMoment(new DeploymentTable(), new FaultCounts()), "p_")
        );
        Assert.Equal([1.5, double.PositiveInfinity, 1e-9], samples.Select(sample => sample.Value));
        Assert.Contains($"name={odd}", samples[0].Labels);
    }

    [Fact]
    public async Task Otlp_WithAnEndpoint_ReceivesMetricsAndTraces()
    {
        var received = new Dictionary<string, List<byte[]>> { ["/v1/metrics"] = [], ["/v1/traces"] = [] };
        await using var receiver = WebApplication.CreateSlimBuilder().Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            lock (received)
            {
                received[context.Request.Path].Add(body.ToArray());
            }

            Assert.Equal("application/x-protobuf", context.Request.ContentType);
            context.Response.ContentType = "application/x-protobuf";
        });
        await receiver.StartAsync();

        await using (
            var gateway = await RunningGateway.StartAsync(
                azurite,
                settings: [$"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Urls.Single()}", "--OTEL_METRIC_EXPORT_INTERVAL=100"]
            )
        )
        {
            await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
            (await gateway.PredictAsync(Bodies.One)).Dispose();
            await WaitFor.TrueAsync("the request is in the metrics", () =>
                Task.FromResult(Holds("/v1/metrics", "serverlessml_gateway_request_duration", gateway.Deployment))
            );
        }

        Assert.True(Holds("/v1/metrics", "serverlessml_gateway_plan_revision", "serverlessml_gateway_queue_depth"));
        Assert.True(Holds("/v1/traces", "predict", "serverlessml.plan_revision", "serverlessml-gateway", "Microsoft.AspNetCore"));

        bool Holds(string path, params string[] texts)
        {
            lock (received)
            {
                return received[path]
                    .Exists(body => Array.TrueForAll(texts, text => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0));
            }
        }
    }

    private static void AssertHistogram(List<PrometheusSample> mine)
    {
        var buckets = mine.Where(sample =>
                sample.Name.EndsWith("request_duration_seconds_bucket", StringComparison.Ordinal) && sample.Labels.Contains("version=1")
            )
            .ToList();
        Assert.Equal(buckets.Select(sample => sample.Value).Order(), buckets.Select(sample => sample.Value));
        var ends = buckets.Select(sample => sample.Labels.Single(label => label.StartsWith("le=", StringComparison.Ordinal))[3..]).ToList();
        Assert.Equal("+Inf", ends[^1]);
        var numbers = ends[..^1].ConvertAll(end => double.Parse(end, CultureInfo.InvariantCulture));
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(Sum(mine, "request_duration_seconds_count", "version=1"), buckets[^1].Value);
        Assert.Equal(Sum(mine, "requests_total", "version=1"), buckets[^1].Value);
        Assert.True(Sum(mine, "request_duration_seconds_sum", "version=1") > 0);
    }

    private static double Sum(List<PrometheusSample> samples, string name, params string[] labels) =>
        samples
            .Where(sample => sample.Name == GatewayMetrics.Prefix + name && labels.All(sample.Labels.Contains))
            .Sum(sample => sample.Value);
}
