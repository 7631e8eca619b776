using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessML.Functions;
using ServerlessML.Functions.Arm;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Rollout.Routing;
using ServerlessML.Functions.Training.Backends;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Azure;

/// <summary>Settings pick what is used; one that is wrong is named when the program starts, before anything is done.</summary>
public sealed class SettingTests
{
    private const string Group = "Azure:Subscription=s;Azure:ResourceGroup=g";

    [Theory]
    [InlineData("", typeof(QueueBackend), typeof(GatewayRouter))]
    [InlineData($"Training:Backend=containerApps;Training:Job=training;{Group}", typeof(ContainerAppsBackend), typeof(GatewayRouter))]
    [InlineData(
        $"Training:Backend=AZUREML;Training:Workspace=w;Training:Environment=e;Training:Command=c;Training:InstanceType=i;{Group}",
        typeof(AzureMlBackend),
        typeof(GatewayRouter)
    )]
    [InlineData($"Traffic:Target=containerApps;{Group}", typeof(QueueBackend), typeof(ContainerAppsRouter))]
    [InlineData(
        $"Traffic:Target=azureMl;Traffic:Workspace=w;Azure:ClientId=5b5450db-eb26-4c1a-981c-ba1d25f0483d;{Group}",
        typeof(QueueBackend),
        typeof(OnlineEndpointRouter)
    )]
    public void Settings_PickBackendAndTarget(string settings, Type backend, Type target)
    {
        using var services = Services(settings);
        Assert.IsType(backend, services.GetRequiredService<ITrainingBackend>());
        Assert.IsType(target, services.GetRequiredService<ITrafficRouter>());
    }

    [Theory]
    [InlineData("Training:Backend=batch", "The setting Training__Backend is 'batch'; it must be one of queue, containerApps, azureMl.")]
    [InlineData(
        $"Training:Backend=containerApps;{Group}",
        "The setting Training__Job is missing. Set it: Training__Backend=containerApps needs it."
    )]
    [InlineData(
        "Training:Backend=containerApps;Training:Job=t",
        "The setting Azure__Subscription is missing. Set it: Training__Backend=containerApps needs it."
    )]
    [InlineData(
        "Training:Backend=containerApps;Training:Job=t;Azure:Subscription=s",
        "The setting Azure__ResourceGroup is missing. Set it: Training__Backend=containerApps needs it."
    )]
    [InlineData(
        $"Training:Backend=azureMl;Training:Workspace=w;Training:Environment=e;Training:Command=c;{Group}",
        "The setting Training__InstanceType is missing. Set it: Training__Backend=azureMl without Training__Compute needs it."
    )]
    [InlineData(
        $"Training:Backend=azureMl;Training:Workspace=w;Training:Environment=e;Training:Command=c;Training:Compute=x;Training:Device=tpu;{Group}",
        "The setting Training__Device is 'tpu'; it must be one of cpu, cuda."
    )]
    [InlineData(
        $"Traffic:Target=containerApps;Traffic:Arm=blue;{Group}",
        "The setting Traffic__Arm is 'blue'; it must have {version} where the version stands."
    )]
    [InlineData(
        $"Traffic:Target=azureMl;{Group}",
        "The setting Training__Workspace is missing. Set it: Traffic__Target=azureMl without Traffic__Workspace needs it."
    )]
    [InlineData(
        $"Traffic:Target=containerApps;Azure:Management=http://x;{Group}",
        "The setting Azure__Management is 'http://x'; it must be an https address."
    )]
    [InlineData(
        $"Traffic:Target=containerApps;Traffic:Counts=monitor;{Group}",
        "The setting Traffic__Counts is 'monitor', which Traffic__Target=containerApps cannot be: its metrics do not tell "
            + "revisions' answers apart. Run our gateway in the revisions."
    )]
    [InlineData(
        $"Traffic:Target=azureMl;Traffic:Workspace=w;Traffic:Counts=logs;{Group}",
        "The setting Traffic__Counts is 'logs'; it must be one of monitor, gateway."
    )]
    [InlineData("Identity:From=headers", "The setting Identity__From is 'headers'; it must be one of host, platform.")]
    public void Settings_ThatAreWrong_AreNamedAtTheStart(string settings, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Services(settings)).Message);

    [Fact]
    public void Document_NamesEverySetting()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "settings.md"));
        var settings =
            from type in (Type[])[typeof(ArmOptions), typeof(BackendOptions), typeof(TrafficOptions), typeof(IdentityOptions)]
            from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
            where field.IsLiteral && field.Name.EndsWith("Setting", StringComparison.Ordinal)
            select ((string)field.GetRawConstantValue()!).Replace(":", "__", StringComparison.Ordinal);
        Assert.DoesNotContain(settings, setting => !document.Contains($"`{setting}`", StringComparison.Ordinal));
    }

    private static ServiceProvider Services(string settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings
                    .Split(';', StringSplitOptions.RemoveEmptyEntries)
                    .Select(setting => setting.Split('=', 2))
                    .Select(setting => KeyValuePair.Create(setting[0], (string?)setting[1]))
            )
            .AddInMemoryCollection([new("AzureWebJobsStorage", "UseDevelopmentStorage=true")])
            .Build();
        return new ServiceCollection()
            .AddLogging(logging => logging.ClearProviders())
            .AddServerlessMl(configuration)
            .BuildServiceProvider();
    }
}
