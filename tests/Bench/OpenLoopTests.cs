using ServerlessML.Bench.Serving;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Bench;

public sealed class OpenLoopTests
{
    private const int Rate = 1000;
    private const int Connections = 8;

    [Fact]
    public async Task Run_ServerThatStalls_EveryRequestThatWasDueMeanwhileIsLate()
    {
        var stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        using SemaphoreSlim arrived = new(0);
        await using var server = await StubServer.StartAsync(async context =>
        {
            var requests = Interlocked.Increment(ref seen);
            arrived.Release();
            if (requests > 200)
            {
                await stalled.Task;
            }

            await StubServer.AnswerAsync(context, 200);
        });
        SteppedTime time = new();
        using var load = new OpenLoop([Target(server)], Connections, time);

        var running = load.RunAsync(Rate, TimeSpan.FromSeconds(1.5));
        await arrived.WaitAsync();
        for (var due = 1; due < 208; due++)
        {
            time.Move(1);
            await arrived.WaitAsync();
        }

        time.Move(393);
        var read = time.Reads;
        await WaitFor.TrueAsync("the generator finds no free connection", () => Task.FromResult(time.Reads > read + 10));
        stalled.SetResult();
        for (var due = 208; due <= 600; due++)
        {
            await arrived.WaitAsync();
        }

        for (var due = 601; due < 1500; due++)
        {
            time.Move(1);
            await arrived.WaitAsync();
        }

        var run = await running;

        Assert.Equal((1500, 0), (run.Due, run.Failed));
        Assert.Equal(1500, run.Latencies.Length);
        // One waiting client a connection would have seen eight. Those due from 200 to 399 ms were answered at 600.
        Assert.Equal(200, run.Latencies.Count(latency => latency > 200));
        Assert.Equal(393, run.Waited);
        Assert.Equal(399, run.P999);
    }

    [Fact]
    public async Task Run_AnswersThatAreNot200_AreFailures()
    {
        var seen = 0;
        await using var server = await StubServer.StartAsync(context =>
            StubServer.AnswerAsync(context, Interlocked.Increment(ref seen) % 10 == 0 ? 503 : 200)
        );
        using var load = new OpenLoop([Target(server)], Connections);

        var run = await load.RunAsync(Rate, TimeSpan.FromSeconds(0.5));

        Assert.Equal((500, 50), (run.Due, run.Failed));
        Assert.Equal(450, run.Latencies.Length);
    }

    [Fact]
    public async Task Run_ConnectionsThatBreak_AreFailuresAndAreReplaced()
    {
        var seen = 0;
        await using var server = await StubServer.StartAsync(context =>
        {
            if (Interlocked.Increment(ref seen) % 50 == 0)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return StubServer.AnswerAsync(context, 200);
        });
        using var load = new OpenLoop([Target(server)], Connections);

        var run = await load.RunAsync(Rate, TimeSpan.FromSeconds(0.5));

        Assert.Equal(10, run.Failed);
        Assert.Equal(run.Due, run.Failed + run.Latencies.Length);
    }

    [Fact]
    public async Task Run_TwiceOnTheSameConnections_CountsAnew()
    {
        await using var server = await StubServer.StartAsync(context => StubServer.AnswerAsync(context, 200));
        using var load = new OpenLoop([Target(server), Target(server) with { Body = new byte[5000] }], Connections);

        await load.RunAsync(Rate, TimeSpan.FromSeconds(0.1));
        var run = await load.RunAsync(Rate, TimeSpan.FromSeconds(0.2));

        Assert.Equal((200, 0, 200), (run.Due, run.Failed, run.Latencies.Length));
        Assert.Equal(run.Latencies.Order(), run.Latencies);
    }

    [Fact]
    public void At_Percentile_IsTheSmallestWithTheShareAtOrBelow()
    {
        double[] hundred = [.. Enumerable.Range(1, 100)];

        Assert.Equal(
            [50, 99, 100, 1],
            [OpenLoopRun.At(hundred, 0.5), OpenLoopRun.At(hundred, 0.99), OpenLoopRun.At(hundred, 0.999), OpenLoopRun.At(hundred, 0)]
        );
    }

    private static HttpTarget Target(StubServer server) => new("test", server.Port, "/", "{}"u8.ToArray());

    /// <summary>A clock of whole milliseconds that counts how often it is read.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _now;
        private long _reads;

        public override long TimestampFrequency => 1000;

        public long Reads => Volatile.Read(ref _reads);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref _reads);
            return Volatile.Read(ref _now);
        }

        public void Move(int milliseconds) => Interlocked.Add(ref _now, milliseconds);
    }
}
