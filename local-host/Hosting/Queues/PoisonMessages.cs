using System.Text.Json;
using Azure.Storage.Queues;

namespace ServerlessML.LocalHost.Hosting.Queues;

internal static class PoisonMessages
{
    /// <summary>Poison messages are Base64, as the Functions host writes them, and do not expire.</summary>
    public static Task SendPoisonAsync<T>(this QueueServiceClient queues, string queue, T note, CancellationToken cancellation) =>
        queues.SendRawPoisonAsync(queue, Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(note)), cancellation);

    public static async Task SendRawPoisonAsync(this QueueServiceClient queues, string queue, string body, CancellationToken cancellation)
    {
        var client = queues.GetQueueClient(queue);
        await client.CreateIfNotExistsAsync(cancellationToken: cancellation);
        await client.SendMessageAsync(body, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: cancellation);
    }
}
