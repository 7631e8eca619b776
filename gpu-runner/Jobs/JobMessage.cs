using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>A message that is ours for as long as its lease is renewed.</summary>
public sealed class JobMessage(QueueClient queue, QueueMessage message)
{
    private string _receipt = message.PopReceipt;

    /// <summary>The queue's name.</summary>
    public string Queue => queue.Name;

    public string Id => message.MessageId;

    public BinaryData Body => message.Body;

    /// <summary>How often it was taken, this time included.</summary>
    public long Dequeues => message.DequeueCount;

    /// <summary>False when another runner has it by now.</summary>
    public async Task<bool> RenewAsync(TimeSpan lease, CancellationToken cancellation)
    {
        try
        {
            _receipt = (await queue.UpdateMessageAsync(Id, _receipt, visibilityTimeout: lease, cancellationToken: cancellation))
                .Value
                .PopReceipt;
            return true;
        }
        catch (RequestFailedException gone) when (IsGone(gone))
        {
            return false;
        }
    }

    /// <summary>Puts it back, to be taken at once.</summary>
    public Task<bool> ReturnAsync() => RenewAsync(TimeSpan.Zero, CancellationToken.None);

    public async Task DeleteAsync()
    {
        try
        {
            await queue.DeleteMessageAsync(Id, _receipt);
        }
        catch (RequestFailedException gone) when (IsGone(gone))
        {
            // Another runner has it by now, and will find the attempt finished.
        }
    }

    private static bool IsGone(RequestFailedException failure) =>
        failure.ErrorCode is "MessageNotFound" or "PopReceiptMismatch" or "QueueNotFound";
}
