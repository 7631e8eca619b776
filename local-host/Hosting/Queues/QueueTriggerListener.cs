using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace ServerlessML.LocalHost.Hosting.Queues;

/// <summary>
/// Runs a function for every message of a queue. A message is deleted after its function succeeded; one that keeps failing goes to
/// <c>{queue}-poison</c>.
/// </summary>
public sealed class QueueTriggerListener(
    FunctionDescriptor function,
    string queue,
    TriggerStorage storage,
    FunctionInvoker invoker,
    HostSettings settings,
    TimeProvider time,
    ILogger log
)
{
    private readonly QueueClient _queue = storage.Queues.GetQueueClient(queue);
    private readonly ConcurrentDictionary<string, Task> _running = new();

    public string Name => $"{function.Name} (queue {queue})";

    public string PoisonQueue => $"{queue}-poison";

    /// <summary>Starts the function for the messages that there is room for, and returns without waiting for it.</summary>
    /// <returns>How many messages were received.</returns>
    public async Task<int> ReceiveAsync(CancellationToken cancellation)
    {
        while (_running.Count >= settings.QueueBatchSize)
        {
            await Task.WhenAny(_running.Values).WaitAsync(cancellation);
        }

        QueueMessage[] messages;
        try
        {
            messages = await _queue.ReceiveMessagesAsync(
                settings.QueueBatchSize - _running.Count,
                settings.QueueVisibilityTimeout,
                cancellation
            );
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return 0;
        }

        foreach (var message in messages)
        {
            var run = RunAsync(message, cancellation);
            _running[message.MessageId] = run;
            _ = run.ContinueWith(_ => _running.TryRemove(new(message.MessageId, run)), TaskScheduler.Default);
        }

        return messages.Length;
    }

    /// <summary>Receives once, and waits until the functions are done.</summary>
    public async Task<int> PollOnceAsync(CancellationToken cancellation)
    {
        var received = await ReceiveAsync(cancellation);
        await DrainAsync();
        return received;
    }

    /// <summary>Waits for the functions that run.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Values);

    private async Task RunAsync(QueueMessage message, CancellationToken cancellation)
    {
        await using var lease = new MessageLease(_queue, message, settings.QueueVisibilityTimeout, time, log);
        try
        {
            await InvokeAsync(message, cancellation);
            await lease.DeleteAsync();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await lease.ReleaseAsync(TimeSpan.Zero);
        }
        catch (Exception e)
        {
            await FailedAsync(message, lease, e);
        }
    }

    private async Task InvokeAsync(QueueMessage message, CancellationToken cancellation)
    {
        // A host that was killed again and again while it ran this message leaves a count above the limit and no failure.
        if (message.DequeueCount > settings.QueueMaxDequeueCount)
        {
            throw new BindingException($"was received {message.DequeueCount} times and never finished");
        }

        await invoker.InvokeAsync(function, new QueuePayload(message, Decode(message)), cancellation);
    }

    private BinaryData Decode(QueueMessage message)
    {
        if (!settings.QueueBase64)
        {
            return message.Body;
        }

        try
        {
            return new BinaryData(Convert.FromBase64String(message.Body.ToString()));
        }
        catch (FormatException e)
        {
            throw new BindingException("is not Base64; send it with QueueMessageEncoding.Base64", e);
        }
    }

    private async Task FailedAsync(QueueMessage message, MessageLease lease, Exception error)
    {
        if (message.DequeueCount < settings.QueueMaxDequeueCount)
        {
            log.LogError(
                error,
                "{Function} failed for message {Message} of {Queue}, attempt {Attempt} of {Attempts}; again in {Wait}",
                function.Name,
                message.MessageId,
                queue,
                message.DequeueCount,
                settings.QueueMaxDequeueCount,
                settings.QueueVisibilityTimeout
            );
            await lease.ReleaseAsync(settings.QueueVisibilityTimeout);
            return;
        }

        log.LogError(
            error,
            "{Function} failed {Attempts} times for message {Message} of {Queue}; moved to {Poison}",
            function.Name,
            message.DequeueCount,
            message.MessageId,
            queue,
            PoisonQueue
        );
        try
        {
            var poison = storage.Queues.GetQueueClient(PoisonQueue);
            await poison.CreateIfNotExistsAsync();
            // As it came, and without an end.
            await poison.SendMessageAsync(message.Body.ToString(), timeToLive: TimeSpan.FromSeconds(-1));
            await lease.DeleteAsync();
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            // The message reappears after its visibility timeout, above its limit, and is moved then.
            log.LogWarning(
                "Message {Message} of {Queue} could not be moved to {Poison} yet: {Error}",
                message.MessageId,
                queue,
                PoisonQueue,
                e.Message
            );
        }
    }
}
