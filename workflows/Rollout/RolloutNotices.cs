using Microsoft.DurableTask;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Workflows.Rollout;

/// <summary>Tells people of a rollout that waits for them, or that went back.</summary>
public static class RolloutNotices
{
    /// <summary>The part of a rollout that is its end.</summary>
    public const string End = "end";

    /// <summary>Names a notice, and the instance that sends it.</summary>
    public static string KeyOf(string runId, string part) => $"{runId}:rollout-notice:{part}";

    /// <param name="context">The rollout's, or its run's.</param>
    /// <param name="ramp">With whom to tell.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="message">For people.</param>
    /// <param name="part">Of the rollout; each part of it is told of once.</param>
    internal static async Task TellAsync(TaskOrchestrationContext context, RampRequest ramp, NoticeKind kind, string message, string part)
    {
        if (ramp is not { Notify: { Count: > 0 } targets, Evidence: { } evidence })
        {
            return;
        }

        var now = new DateTimeOffset(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));
        try
        {
            await context.CallAsync(
                Stages.TellPeople,
                new NotificationRequest
                {
                    Targets = targets,
                    Notice = new()
                    {
                        Key = KeyOf(ramp.RunId, part),
                        Kind = kind,
                        RunId = ramp.RunId,
                        Pipeline = ramp.Deployment,
                        Message = message,
                        Evidence = evidence,
                        At = now,
                        ExpiresAt = now,
                    },
                }
            );
        }
        catch (TaskFailedException)
        {
            // Whether people could be told is no condition of what happens to the traffic.
        }
    }
}
