using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessML.GpuRunner;
using ServerlessML.GpuRunner.Jobs;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Lifecycle.Harness;

/// <summary>A runner's loop, as its program puts it together.</summary>
internal sealed class RunnerPart(string work, AzuriteFixture storage) : IAsyncDisposable
{
    private IHost? _host;

    public async Task StartAsync()
    {
        Directory.CreateDirectory(work);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(
            new RunnerOptions
            {
                Name = "story",
                WorkDirectory = work,
                Heartbeat = TimeSpan.FromSeconds(1),
                LongestPoll = TimeSpan.FromMilliseconds(400),
            }
        );
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(StorageClients.From(name => name == StorageClients.Setting ? storage.ConnectionString : null));
        builder.Services.AddSingleton<JobQueue>();
        builder.Services.AddSingleton<JobProgress>();
        builder.Services.AddSingleton<CancelledRuns>();
        builder.Services.AddSingleton(services => services.GetRequiredService<StorageClients>().Checkpoints);
        builder.Services.AddSingleton<JobCheckpoints>();
        builder.Services.AddSingleton<JobTraining>();
        builder.Services.AddSingleton<JobRunner>();
        builder.Services.AddHostedService<RunnerLoop>();
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.StopAsync();
            host.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
