using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using ServerlessML.Functions.Intake;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Functions.Approval.Notices;

/// <summary>
/// Starts a notification, which goes on by itself: for orchestrations that continue as new, whose children would report to a stranger.
/// </summary>
public sealed class TellPeople
{
    [Function(nameof(TellPeople))]
    public Task<bool> RunAsync(
        [ActivityTrigger] NotificationRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => RunStarter.ScheduleOnceAsync(client, nameof(PeopleNotification), request.Notice.Key, request, cancellation);
}
