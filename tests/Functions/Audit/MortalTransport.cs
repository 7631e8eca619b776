using Azure.Core;
using Azure.Core.Pipeline;

namespace ServerlessML.Tests.Functions.Audit;

/// <summary>Lets so many writes through, and is then dead to reads too.</summary>
internal sealed class MortalTransport(int writes) : HttpPipelineTransport
{
    private int _left = writes;

    public bool IsDead { get; private set; }

    /// <summary>Counts an effect that is not on storage.</summary>
    public void Write()
    {
        IsDead |= _left-- <= 0;
        Live();
    }

    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Everything here is asynchronous.");

    public override ValueTask ProcessAsync(HttpMessage message)
    {
        Live();
        if (message.Request.Method == RequestMethod.Put || message.Request.Method == RequestMethod.Delete)
        {
            Write();
        }

        return HttpClientTransport.Shared.ProcessAsync(message);
    }

    private void Live()
    {
        if (IsDead)
        {
            throw new HostKilledException();
        }
    }
}
