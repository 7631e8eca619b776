using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using ServerlessML.Tests.Worker.Protocol;

namespace ServerlessML.Tests.Worker;

/// <summary>The host's end of the one stream that a worker opens: what is asked is answered under the same id.</summary>
internal sealed class WorkerLink : FunctionRpc.FunctionRpcBase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<StreamingMessage> _out = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _asked = new();
    private readonly ConcurrentQueue<string> _logs = new();
    private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the worker's id once it has opened the stream.</summary>
    public Task<string> Started => _started.Task;

    public string Logs => string.Join('\n', _logs);

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context
    )
    {
        var writing = WriteAsync(responseStream, context.CancellationToken);
        try
        {
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
            {
                Hear(message);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The worker has ended.
        }

        _out.Writer.TryComplete();
        await writing;
    }

    public Task<StreamingMessage> AskAsync(StreamingMessage message) => AskAsync(message, message.RequestId = Guid.NewGuid().ToString());

    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request) =>
        (
            await AskAsync(new() { RequestId = Guid.NewGuid().ToString(), InvocationRequest = request }, request.InvocationId)
        ).InvocationResponse;

    private async Task<StreamingMessage> AskAsync(StreamingMessage message, string id)
    {
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _out.Writer.WriteAsync(message);
        return await answer.Task.WaitAsync(Patience);
    }

    private void Hear(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.StartStream:
                _started.TrySetResult(message.StartStream.WorkerId);
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                _logs.Enqueue($"{message.RpcLog.Message} {message.RpcLog.Exception?.Message}");
                break;
            default:
                var id = message.InvocationResponse?.InvocationId ?? message.RequestId;
                if (_asked.TryRemove(id, out var answer))
                {
                    answer.TrySetResult(message);
                }

                break;
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> responses, CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in _out.Reader.ReadAllAsync(cancellation))
            {
                await responses.WriteAsync(message, cancellation);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // As above.
        }
    }
}
