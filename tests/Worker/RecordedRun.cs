using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;
using ServerlessML.LocalHost.Runtime.Inspection;
using ServerlessML.Tests.Replay;

namespace ServerlessML.Tests.Worker;

/// <summary>Turns of a recorded run, as the durable extension sends them to the worker.</summary>
internal sealed class RecordedRun
{
    private readonly RecordedHistory _history = RecordedHistory.Read(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Histories", "lifecycle-completed.json"))
    );

    private List<RecordedTurn> Recorded => RecordedTurn.Of(_history);

    public int Turns => Recorded.Count;

    /// <summary>The tasks that the code asked for in a turn when it was recorded.</summary>
    /// <param name="turn">From 1.</param>
    public IReadOnlyList<string> AskedFor(int turn) => Recorded[turn - 1].Asked;

    /// <summary>What comes in at a turn, after all that was before it.</summary>
    public string Encoded(int turn) => Convert.ToBase64String(Request(turn).ToByteArray());

    /// <summary>
    /// The turn in which the run's training came to its end, had somebody terminated it: Azure Storage's backend tells that without
    /// details.
    /// </summary>
    public string EncodedWithATerminatedChild()
    {
        var request = Request(
            1 + Recorded.FindIndex(turn => turn.Told.Any(happened => happened.SubOrchestrationInstanceCompleted is not null))
        );
        var ended = request.NewEvents.Single(happened => happened.SubOrchestrationInstanceCompleted is not null);
        ended.SubOrchestrationInstanceFailed = new() { TaskScheduledId = ended.SubOrchestrationInstanceCompleted.TaskScheduledId };
        return Convert.ToBase64String(request.ToByteArray());
    }

    private OrchestratorRequest Request(int turn)
    {
        var turns = Recorded;
        return new()
        {
            InstanceId = _history.InstanceId,
            PastEvents = { turns.Take(turn - 1).SelectMany(past => past.Told.Concat(past.Kept)) },
            NewEvents = { turns[turn - 1].Told },
        };
    }
}
