using System.Collections.Concurrent;
using System.Diagnostics;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>
/// Starts the parts in order, starts again what ends, and stops them: the first last, since the others write to it until they end.
/// </summary>
public sealed class Supervisor(SystemPlan plan, Action<string> tell) : IAsyncDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private readonly ConcurrentDictionary<string, PartProcess> _running = new();
    private readonly Lock _file = new();
    private bool _ready;

    private string Logs => Path.Combine(plan.DataDirectory, "logs");

    /// <exception cref="Hosting.InvalidSettingException">A part ended before it was ready.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Logs);
        // Before the first word of what runs: whoever reads where the system is finds what to say to it.
        RoleTokens.LoadOrCreate(plan.DataDirectory);
        foreach (var part in plan.Parts)
        {
            Launch(part);
            await StartupProbe.WaitAsync(part, _running[part.Name], Logs, cancellation);
        }

        _ready = true;
        WriteFile();
    }

    /// <summary>Keeps the parts running until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(plan.Parts.Select(part => KeepAsync(part, cancellation)));

    public async ValueTask DisposeAsync()
    {
        await StopAsync(plan.Parts.Skip(1));
        await StopAsync(plan.Parts.Take(1));
    }

    private async Task StopAsync(IEnumerable<SystemPart> parts)
    {
        var stopping = parts.ToDictionary(part => part.Name, StopAsync);
        var all = Task.WhenAll(stopping.Values);
        var started = Stopwatch.StartNew();
        while (await Task.WhenAny(all, Task.Delay(Patience)) != all)
        {
            var left = stopping.Where(stop => !stop.Value.IsCompleted).Select(stop => stop.Key);
            tell($"Waiting for {string.Join(", ", left)} to finish what is under way: {started.Elapsed.TotalSeconds:n0} s so far.");
        }

        await all;
    }

    private async Task StopAsync(SystemPart part)
    {
        if (_running.TryRemove(part.Name, out var process))
        {
            await process.StopAsync();
            process.Dispose();
            WriteFile();
        }
    }

    private async Task KeepAsync(SystemPart part, CancellationToken cancellation)
    {
        var wait = FirstWait;
        while (true)
        {
            var process = _running[part.Name];
            var code = await process.WaitAsync(cancellation);
            if (DateTimeOffset.UtcNow - process.Running.StartedAt > Settled)
            {
                wait = FirstWait;
            }

            tell(
                $"{part.Name} ended with code {code}; it is started again in {wait.TotalSeconds:n1} s "
                    + $"({Path.Combine(Logs, $"{part.Name}.log")})."
            );
            _running.TryRemove(part.Name, out _);
            WriteFile();
            await process.StopAsync();
            process.Dispose();
            await Task.Delay(wait, cancellation);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            Launch(part);
        }
    }

    private void Launch(SystemPart part)
    {
        _running[part.Name] = PartProcess.Start(part, Logs);
        WriteFile();
    }

    private void WriteFile()
    {
        lock (_file)
        {
            new SystemFile
            {
                Pid = Environment.ProcessId,
                StartedAt = _startedAt,
                Api = plan.Api,
                Gateway = plan.Gateway,
                StorageConnection = plan.StorageConnection,
                Ready = _ready,
                Parts = _running.ToDictionary(pair => pair.Key, pair => pair.Value.Running),
            }.Write(plan.DataDirectory);
        }
    }
}
