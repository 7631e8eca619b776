using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessML.GpuRunner;
using ServerlessML.GpuRunner.Jobs;
using ServerlessML.GpuRunner.Recipes;
using ServerlessML.GpuRunner.Supervision;
using ServerlessML.Storage;

if (args is ["recipe"])
{
    return RecipeProgram.Run();
}

if (args is ["check"])
{
    return ModelCheckProgram.Run();
}

try
{
    SecretGuard.Hide();
    var options = RunnerOptions.From(Environment.GetEnvironmentVariable);
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = args });
    builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
    builder.Services.AddSingleton(options);
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton(StorageClients.From(Environment.GetEnvironmentVariable));
    builder.Services.AddSingleton<JobQueue>();
    builder.Services.AddSingleton<JobProgress>();
    builder.Services.AddSingleton<CancelledRuns>();
    builder.Services.AddSingleton(services => services.GetRequiredService<StorageClients>().Checkpoints);
    builder.Services.AddSingleton<JobCheckpoints>();
    builder.Services.AddSingleton<JobTraining>();
    builder.Services.AddSingleton<JobRunner>();
    builder.Services.AddHostedService<RunnerLoop>();
    await builder.Build().RunAsync();
    return 0;
}
catch (InvalidOperationException setting)
{
    Console.Error.WriteLine(setting.Message);
    return 2;
}
