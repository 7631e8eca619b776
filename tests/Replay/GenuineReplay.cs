using Google.Protobuf;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Grpc;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.LocalHost.Runtime.Inspection;

namespace ServerlessML.Tests.Replay;

/// <summary>
/// Has the genuine worker run code over a recorded history, turn by turn, and compares what it asks for with what was recorded. Inputs are
/// not compared, as a record may have gained a field since.
/// </summary>
internal static class GenuineReplay
{
    // Our runtime does not split long timers, so the histories have none that are split.
    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddSingleton(new DurableTaskShimFactory(new DurableTaskWorkerOptions { MaximumTimerInterval = TimeSpan.MaxValue }))
        .BuildServiceProvider();

    /// <returns>How what the code asks for differs from the history, or null when it does not.</returns>
    public static string? FindDivergence(RecordedHistory recorded, ITaskOrchestrator code)
    {
        List<HistoryEvent> past = [];
        foreach (var turn in RecordedTurn.Of(recorded))
        {
            IReadOnlyList<string> asks = Ask(recorded, code, past, turn.Told);
            var differs = string.Join("; ", asks.Except(turn.Asked).Concat(turn.Asked.Except(asks)));
            if (differs.Length > 0 || asks.Count != turn.Asked.Count)
            {
                return $"The code asks for «{string.Join("; ", asks)}», where the history has «{string.Join("; ", turn.Asked)}».";
            }

            past.AddRange([.. turn.Told, .. turn.Kept]);
        }

        return null;
    }

    private static List<string> Ask(RecordedHistory recorded, ITaskOrchestrator code, List<HistoryEvent> past, List<HistoryEvent> told)
    {
        OrchestratorRequest request = new()
        {
            InstanceId = recorded.InstanceId,
            ExecutionId = $"{recorded.Execution}",
            PastEvents = { past },
            NewEvents = { told },
        };
        var answer = GrpcOrchestrationRunner.LoadAndRun(Convert.ToBase64String(request.ToByteArray()), code, Services);
        return [.. OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer)).Actions.Select(RecordedTurn.Words)];
    }
}
