using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ServerlessML.Serving.Metrics;

/// <summary>Sends metrics and traces by OTLP, when there is an endpoint to send them to.</summary>
public sealed class OtlpExport(GatewayOptions options, GatewayMetrics metrics, GatewayTelemetry telemetry) : IHostedService, IDisposable
{
    private MeterProvider? _meters;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.OtlpEndpoint is not { } endpoint)
        {
            return Task.CompletedTask;
        }

        foreach (var family in metrics.Families.Where(family => family.Kind != MetricKind.Histogram))
        {
            Observe(family);
        }

        var resource = ResourceBuilder.CreateDefault().AddService("serverlessml-gateway", serviceInstanceId: options.Replica.BlobPrefix);
        _meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(GatewayTelemetry.Name)
            .AddOtlpExporter(
                (otlp, reader) =>
                {
                    Send(otlp, endpoint, "metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.OtlpInterval.TotalMilliseconds;
                }
            )
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(GatewayTelemetry.Name, "Microsoft.AspNetCore")
            .AddOtlpExporter(otlp => Send(otlp, endpoint, "traces"))
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                _traces?.Shutdown(5_000);
                _meters?.Shutdown(5_000);
            },
            cancellationToken
        );

    public void Dispose()
    {
        _traces?.Dispose();
        _meters?.Dispose();
    }

    private void Send(OtlpExporterOptions otlp, Uri endpoint, string signal)
    {
        otlp.Protocol = options.OtlpOverGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        // Over HTTP each signal has its path: https://opentelemetry.io/docs/specs/otel/protocol/exporter/.
        otlp.Endpoint = options.OtlpOverGrpc ? endpoint : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
    }

    private void Observe(MetricFamily family)
    {
        var name =
            GatewayMetrics.Prefix
            + (family.Name.EndsWith("_total", StringComparison.Ordinal) ? family.Name[..^"_total".Length] : family.Name);
        if (family.Kind == MetricKind.Counter)
        {
            telemetry.Meter.CreateObservableCounter(name, () => Read(family), description: family.Help);
        }
        else
        {
            telemetry.Meter.CreateObservableGauge(name, () => Read(family), description: family.Help);
        }
    }

    private IEnumerable<Measurement<double>> Read(MetricFamily family) =>
        family
            .Read(metrics.Now())
            .Select(sample => new Measurement<double>(
                sample.Value,
                sample.Labels.Select(label => new KeyValuePair<string, object?>(label.Name, label.Value))
            ));
}
