using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.Tests.Conformance;

/// <summary>A power cut can leave the last write to the log half done.</summary>
[Trait("ours alone", "tears the database")]
public sealed class TornLogTests
{
    private const int Steps = 6;

    // SQLite's file format, section 4.2: a log has a header of 32 bytes; each frame one of 24 before its page.
    private const int PageSize = 4096;
    private const int FrameSize = 24 + PageSize;

    public static TheoryData<int, bool> Tears
    {
        get
        {
            TheoryData<int, bool> tears = [];
            foreach (var bytes in new[] { 1, 20, PageSize / 2, PageSize, FrameSize, FrameSize + 7, (3 * FrameSize) + 100, 9 * FrameSize })
            {
                tears.Add(bytes, false);
                tears.Add(bytes, true);
            }

            return tears;
        }
    }

    /// <param name="bytes">How much of the log's end was not written as it should be.</param>
    /// <param name="isGarbage">Whether something else is there, rather than nothing.</param>
    [Theory]
    [MemberData(nameof(Tears))]
    public async Task TornEndOfTheLog_EveryInstanceGoesOnFromAWholeTurn(int bytes, bool isGarbage)
    {
        await using var host = await new EmbeddedHost()
            .Activity<int, int>("Step", step => Task.FromResult(step))
            .Orchestrator("Steps", async context =>
            {
                var sum = 0;
                for (var step = 0; step < Steps; step++)
                {
                    sum += await context.CallActivityAsync<int>("Step", step);
                }

                context.SetCustomStatus("waiting");
                return sum + await context.WaitForExternalEvent<int>("end");
            })
            .StartAsync();
        string[] ids = ["one", "two", "three"];
        foreach (var id in ids)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Steps", new StartOrchestrationOptions(id));
            await host.CustomStatusAsync(id, "waiting");
        }

        await host.TearAsync(
            (database, log) =>
            {
                using var file = File.Open(log, FileMode.Open);
                Assert.True(file.Length > 20 * FrameSize, string.Create(CultureInfo.InvariantCulture, $"The log has {file.Length} bytes."));
                if (isGarbage)
                {
                    file.Seek(-bytes, SeekOrigin.End);
                    file.Write(Enumerable.Repeat((byte)0xA5, bytes).ToArray());
                }
                else
                {
                    file.SetLength(file.Length - bytes);
                }
            }
        );

        using (var inspector = StoreInspector.Open(host.DatabasePath))
        {
            Assert.Empty(inspector.FindDisagreements());
        }

        foreach (var id in ids)
        {
            Assert.NotNull(await host.Client.GetInstanceAsync(id));
            await host.CustomStatusAsync(id, "waiting");
            await host.Client.RaiseEventAsync(id, "end", 100);
            var done = await host.CompleteAsync(id);
            Assert.Equal(100 + (Steps * (Steps - 1) / 2), done.ReadOutputAs<int>());
            Assert.Equal(Steps, StoredHistory.Kinds(host.DatabasePath, id).Count(kind => kind == "TaskCompleted"));
        }
    }
}
