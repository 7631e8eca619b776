using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Metrics;

/// <summary>What is recorded request by request for OpenTelemetry; without a listener it costs a look at a flag.</summary>
public sealed class GatewayTelemetry : IDisposable
{
    public const string Name = "ServerlessML.Gateway";

    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _activities = new(Name);
    private readonly Histogram<double> _duration;

    public GatewayTelemetry() =>
        _duration = _meter.CreateHistogram<double>(
            "serverlessml_gateway_request_duration",
            "s",
            "From the body's arrival to the finished response."
        );

    public Meter Meter => _meter;

    public void Answered(Exchange exchange)
    {
        if (_duration.Enabled)
        {
            _duration.Record(
                exchange.Latency.TotalSeconds,
                new("deployment", exchange.Deployment.Name),
                new("version", exchange.Arm.VersionText),
                new("lane", LaneOf(exchange))
            );
        }

        if (_activities.HasListeners())
        {
            Trace(exchange, fault: null);
        }
    }

    public void Refused(Exchange exchange, Fault fault)
    {
        if (_activities.HasListeners())
        {
            Trace(exchange, fault);
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _activities.Dispose();
    }

    // Made when it is over, with the time at which it began: until then nobody knows which version it was.
    private void Trace(Exchange exchange, Fault? fault)
    {
        var elapsed = exchange.Started == 0 ? default : Stopwatch.GetElapsedTime(exchange.Started);
        using var activity = _activities.StartActivity(
            "predict",
            ActivityKind.Internal,
            Activity.Current?.Context ?? default,
            startTime: DateTimeOffset.UtcNow - elapsed
        );
        if (activity is null)
        {
            return;
        }

        activity.SetTag("serverlessml.request_id", exchange.RequestId);
        activity.SetTag("serverlessml.deployment", exchange.IsOpen ? exchange.Deployment.Name : null);
        if (exchange.IsRouted)
        {
            activity.SetTag("serverlessml.version", exchange.Arm.Version);
            activity.SetTag("serverlessml.plan_revision", exchange.Plan.Document.Revision);
            activity.SetTag("serverlessml.lane", LaneOf(exchange));
        }

        if (fault is not null)
        {
            activity.SetTag("error.type", fault.Code);
            activity.SetStatus(fault.Status >= 500 ? ActivityStatusCode.Error : ActivityStatusCode.Unset, fault.Detail);
        }
    }

    private static string LaneOf(Exchange exchange) => MetricLabels.Of(exchange.Counts!.Lane);
}
