using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Hosting.Queues;

/// <summary>
/// Keeps a received message hidden while its function runs. When that fails the message is delivered again: at least once, never lost.
/// </summary>
internal sealed class MessageLease : IAsyncDisposable
{
    private readonly QueueClient _queue;
    private readonly QueueMessage _message;
    private readonly TimeSpan _visibility;
    private readonly ILogger _log;
    private readonly PeriodicTimer _timer;
    private readonly Task _renewal;
    private string _popReceipt;

    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan visibility, TimeProvider time, ILogger log)
    {
        (_queue, _message, _visibility, _log, _popReceipt) = (queue, message, visibility, log, message.PopReceipt);
        _timer = new PeriodicTimer(visibility / 3, time);
        _renewal = RenewAsync();
    }

    public Task DeleteAsync() => EndAsync("deleted", () => _queue.DeleteMessageAsync(_message.MessageId, _popReceipt));

    /// <summary>Gives the message back, to be received again after a wait.</summary>
    public Task ReleaseAsync(TimeSpan wait) => EndAsync("given back", () => UpdateAsync(wait));

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _renewal;
    }

    private async Task RenewAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            await TryAsync("kept hidden", () => UpdateAsync(_visibility));
        }
    }

    private async Task EndAsync(string done, Func<Task> act)
    {
        await DisposeAsync();
        await TryAsync(done, act);
    }

    private async Task UpdateAsync(TimeSpan hidden)
    {
        var receipt = await _queue.UpdateMessageAsync(_message.MessageId, _popReceipt, visibilityTimeout: hidden);
        _popReceipt = receipt.Value.PopReceipt;
    }

    private async Task TryAsync(string done, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            _log.LogWarning(
                "Message {Message} of {Queue} could not be {Done}, it may come again: {Error}",
                _message.MessageId,
                _queue.Name,
                done,
                e.Message
            );
        }
    }
}
