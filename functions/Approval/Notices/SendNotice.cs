using Microsoft.Azure.Functions.Worker;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Functions.Approval.Notices;

/// <summary>Tells one webhook. The link opens the run's page, which asks who one is.</summary>
public sealed class SendNotice(NoticeClient client, FunctionsOptions options)
{
    [Function(nameof(SendNotice))]
    public async Task<bool> RunAsync([ActivityTrigger] SendRequest request, CancellationToken cancellation)
    {
        var link = new Uri(options.PublicUrl, $"api/page#{request.Notice.RunId}");
        await client.SendAsync(
            request.Target,
            request.Notice.Key,
            NoticePayload.Of(request.Notice, request.Target.Format, link),
            cancellation
        );
        return true;
    }
}
