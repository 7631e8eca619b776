using ServerlessML.Contracts.Runs;

namespace ServerlessML.Infra.Parts;

/// <summary>
/// What is asked of the logs. The durable extension traces each change of an orchestration's state with prop__functionName,
/// prop__instanceId and prop__state; Container Apps reports what befalls replicas; storage logs each operation on a queue.
/// </summary>
internal static class LogAlerts
{
    private const string Orchestrations = """
        AppTraces
        | extend Name = tostring(Properties["prop__functionName"]), Instance = tostring(Properties["prop__instanceId"]), State = tostring(Properties["prop__state"])
        | where Name == "ModelLifecycle" and isnotempty(State)
        """;

    public static IReadOnlyList<LogAlert> For(StackSettings settings) =>
        [
            new(
                "failed-runs",
                2,
                "PT15M",
                "PT15M",
                "A run failed. GET /api/runs/{runId} names the cause; the champion serves as before.",
                $"{Orchestrations}\n| where State == \"Failed\"\n| project TimeGenerated, Instance"
            ),
            // A rule looks back two days at the most, which is less than a run may be silent: the functions look themselves, each hour, and
            // say what they saw.
            new(
                "stuck-runs",
                2,
                "PT1H",
                "PT2H",
                $"Nothing has happened to a run for {settings.StuckAfterHours} hours, and it waits for nobody. GET "
                    + $"/api/runs/{{runId}} tells where it stands.",
                $"AppTraces\n| where Message startswith \"{RunWatchLog.Stuck}\"\n| extend Run = "
                    + $"extract(\"^{RunWatchLog.Stuck}([^:]+):\", 1, Message)\n| summarize arg_max(TimeGenerated, Message) by Run"
            ),
            new(
                "run-watch-silent",
                2,
                "PT1H",
                "PT6H",
                "The functions have not looked after runs for six hours: their timers do not fire, or they cannot reach the "
                    + "durable backend.",
                $"AppTraces\n| where Message startswith \"{RunWatchLog.Looked}\"\n| summarize Looks = count()\n| where Looks == 0"
            ),
            new(
                "training-queue-waits",
                2,
                "PT15M",
                "P2D",
                "A training job has waited for an hour: no runner takes jobs. See the job's executions and its GPU quota.",
                Waiting(StorageLayout.TrainingJobs)
            ),
            new(
                "on-demand-queue-waits",
                2,
                "PT15M",
                "P2D",
                "The last attempt of a training has waited for an hour: no runner takes jobs on demand. See the executions of "
                    + "its job and its GPU quota.",
                Waiting(StorageLayout.TrainingJobsOnDemand)
            ),
            new(
                "poison-messages",
                1,
                "PT15M",
                "PT15M",
                "A message failed at every try and was set aside.",
                "StorageQueueLogs\n| where OperationName == \"PutMessage\" and Uri has \"-poison/messages\" and StatusCode == "
                    + "\"201\"\n| project TimeGenerated, Uri"
            ),
            new(
                "gpu-failures",
                2,
                "PT15M",
                "PT15M",
                "The training job could not be placed on a GPU, or its container ended badly.",
                $"ContainerAppSystemLogs\n| where JobName in (\"{TrainingRunner.JobName}\", "
                    + $"\"{TrainingRunner.OnDemandJobName}\") and Type != \"Normal\"\n| project TimeGenerated, Reason, Log"
            ),
            new(
                "drift",
                3,
                "PT1H",
                "PT1H",
                "A batch was turned away because its data drifted from what the champion was trained on: the run's validation "
                    + "report names columns.",
                "AppTraces\n| where Message startswith \"Quarantined batch\" and Message has \"drift\"\n| project TimeGenerated, Message"
            ),
            new(
                "undelivered-events",
                2,
                "PT1H",
                "PT1H",
                "Event Grid could not put an event into the queue landing-events. Start the batch by POST /api/runs; the event "
                    + "lies in event-dead-letters.",
                "AegDeliveryFailureLogs\n| project TimeGenerated, Message"
            ),
        ];

    // Storage has no metric for a message's age. A queue is first in, first out but for retries: after n deletions, the n+1st that was put
    // is the oldest.
    private static string Waiting(string queue) =>
        $"""
            let log = StorageQueueLogs | where Uri has "/{queue}/messages";
            let gone = toscalar(log | where OperationName == "DeleteMessage" and StatusCode startswith "2" | count);
            log
            | where OperationName == "PutMessage" and StatusCode == "201"
            | order by TimeGenerated asc
            | extend Number = row_number()
            | where Number > gone
            | summarize Oldest = min(TimeGenerated)
            | where Oldest < ago(1h)
            """;
}
