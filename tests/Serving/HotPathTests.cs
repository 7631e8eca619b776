using System.Diagnostics;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class HotPathTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 20_000;

    private readonly ScoringModel _model = ScoringModel.Load(default, TestModels.Flights(0), _ => { });

    public void Dispose() => _model.LetGo();

    [Fact]
    public void Counting_ARequest_AllocatesNothing()
    {
        var counter = new ArmCounter(1, default, Lane.Live, _model.Plan, profile: null);
        var batch = Scored();
        AssertAllocatesNothing(nameof(ArmCounter.Answered), () => counter.Answered(batch, TimeSpan.FromMicroseconds(40)));
        _model.Return(batch);
    }

    [Fact]
    public void Splitting_AKey_AllocatesNothing()
    {
        var split = new TrafficSplit(
            new()
            {
                Deployment = "d",
                Revision = 1,
                Salt = "salt",
                Arms =
                [
                    new()
                    {
                        Version = 1,
                        Model = default,
                        Weight = 10_000,
                    },
                ],
                By = "",
                Reason = "",
                ChangeId = "",
                UpdatedAt = default,
            }
        );
        AssertAllocatesNothing(nameof(TrafficSplit.KeyOf), () => split.ArmOf(split.KeyOf("customer-17").Bucket));
    }

    [Fact]
    public void Copying_ARequestForCaptureOrShadow_AllocatesNothingOnceThereAreCopies()
    {
        var copies = new RowCopies();
        var batch = Scored();
        AssertAllocatesNothing(nameof(RowCopies.Of), () => copies.Return(copies.Of(batch)));
        _model.Return(batch);
    }

    [Fact]
    public void Telemetry_WithoutAListener_AllocatesNothing()
    {
        using var telemetry = new GatewayTelemetry();
        var exchange = new RowsExchange();
        AssertAllocatesNothing(nameof(GatewayTelemetry), () => telemetry.Answered(exchange));
        exchange.Dispose();
    }

    private RowBatch Scored()
    {
        var batch = _model.RentBatch();
        Assert.Null(RowReader.Read(Bodies.Of([250], ["LAX"]), batch, 1));
        _model.Score(batch);
        return batch;
    }

    private void AssertAllocatesNothing(string what, Action once)
    {
        for (var i = 0; i < Rounds; i++)
        {
            once();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 100; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Rounds / 100; i++)
            {
                once();
            }

            best = Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < best ? elapsed : best;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        output.WriteLine($"{what}: {best.TotalNanoseconds * 100 / Rounds:F0} ns at best");
    }
}
