using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;

namespace ServerlessML.Tests.Conformance;

/// <summary>The genuine worker, client and engine, by the test host of the Durable Task SDK.</summary>
internal sealed class GenuineHost : DurableHost
{
    private readonly List<Action<DurableTaskRegistry>> _tasks = [];
    private DurableTaskTestHost? _host;

    public override DurableTaskClient Client => _host?.Client ?? throw new InvalidOperationException("The host is not started.");

    // Its clock is the machine's.
    public override TimeSpan Moment => TimeSpan.FromMilliseconds(20);

    public override DurableHost Orchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> run)
    {
        _tasks.Add(registry => registry.AddOrchestratorFunc<TInput, TOutput>(name, (context, input) => run(context, input!)));
        return this;
    }

    public override DurableHost Activity<TInput, TOutput>(string name, Func<TInput, CancellationToken, Task<TOutput>> run)
    {
        _tasks.Add(registry => registry.AddActivityFunc<TInput, TOutput>(name, (_, input) => run(input!, CancellationToken.None)));
        return this;
    }

    public override Task PassAsync() => Task.CompletedTask;

    // It replays at each turn.
    public override Task ReplayAsync() => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    protected override async Task OpenAsync()
    {
        if (Environment.ProcessorCount < 16)
        {
            throw new InvalidOperationException(
                "The test host would do few things at once: run with the project's genuine-engine.runsettings."
            );
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _host = await DurableTaskTestHost.StartAsync(
                    registry => _tasks.ForEach(add => add(registry)),
                    new() { LoggerFactory = Logs }
                );
                return;
            }
            catch (IOException) when (attempt < 10)
            {
                // It takes one of 10,000 ports by chance, and that one may be in use.
            }
        }
    }
}
