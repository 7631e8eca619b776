using System.Diagnostics;
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
        var (seen, held) = (0, 0);
        await using var server = await StubServer.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref seen) > 200)
            {
                Interlocked.Increment(ref held);
                await stalled.Task;
            }

            await StubServer.AnswerAsync(context, 200);
        });
        using var load = new OpenLoop([Target(server)], Connections);

        var running = load.RunAsync(Rate, TimeSpan.FromSeconds(1.5));
        await WaitFor.TrueAsync("every connection waits", () => Task.FromResult(Volatile.Read(ref held) == Connections));
        var clock = Stopwatch.StartNew();
        await WaitFor.TrueAsync("a stall of 0.4 s", () => Task.FromResult(clock.Elapsed > TimeSpan.FromSeconds(0.4)));
        stalled.SetResult();
        var run = await running;

        Assert.Equal((1500, 0), (run.Due, run.Failed));
        Assert.Equal(1500, run.Latencies.Length);
        // One waiting client a connection would have seen eight.
        Assert.InRange(run.Latencies.Count(latency => latency > 200), 150, 1300);
        Assert.InRange(run.Waited, 150, 1300);
        Assert.True(run.P999 >= 350, $"p99.9 {run.P999}");
    }

    [Fact]
    public async Task Run_AnswersThatAreNot200_AreFailures()
    {
        var seen = 0;
        await using var server = await StubServer.StartAsync(context => StubServer.AnswerAsync(context, Interlocked.Increment(ref seen) % 10 == 0 ? 503 : 200));
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

        Assert.Equal([50, 99, 100, 1], [OpenLoopRun.At(hundred, 0.5), OpenLoopRun.At(hundred, 0.99), OpenLoopRun.At(hundred, 0.999), OpenLoopRun.At(hundred, 0)]);
    }

    private static HttpTarget Target(StubServer server) => new("test", server.Port, "/", "{}"u8.ToArray());
}
