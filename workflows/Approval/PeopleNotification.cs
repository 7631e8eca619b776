using Microsoft.DurableTask;

namespace ServerlessML.Workflows.Approval;

/// <summary>
/// Tells people, apart from the run: it neither waits for it nor fails by it, and the retries go on when the run has ended.
/// What could not be delivered is a line in the run's manifest.
/// </summary>
public sealed class PeopleNotification : TaskOrchestrator<NotificationRequest, int>
{
    /// <returns>How many webhooks took it.</returns>
    public override async Task<int> RunAsync(TaskOrchestrationContext context, NotificationRequest input) =>
        (await Task.WhenAll(input.Targets.Select((target, index) => SendAsync(context, input.Notice, target, index)))).Count(delivered =>
            delivered
        );

    private static async Task<bool> SendAsync(TaskOrchestrationContext context, Notice notice, NotifyTarget target, int index)
    {
        try
        {
            return await context.CallAsync(Stages.SendNotice, new SendRequest { Notice = notice, Target = target }, Retry.Notice);
        }
        catch (TaskFailedException e)
        {
            await context.CallAsync(
                Stages.NoteOnRun,
                new NoteRequest
                {
                    RunId = notice.RunId,
                    Key = $"undelivered:{notice.Key}:{index + 1}",
                    Stage = Stage.Approval,
                    What = $"webhook {index + 1} did not take the notification: {notice.Message} ({e.RootMessage()})",
                    At = new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc)),
                }
            );
            return false;
        }
    }
}
