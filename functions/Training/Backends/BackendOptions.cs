using Microsoft.Extensions.Configuration;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>Where attempts run.</summary>
public sealed record BackendOptions
{
    public const string BackendSetting = "Training:Backend";
    public const string JobSetting = "Training:Job";
    public const string WorkspaceSetting = "Training:Workspace";
    public const string EnvironmentSetting = "Training:Environment";
    public const string CommandSetting = "Training:Command";
    public const string ComputeSetting = "Training:Compute";
    public const string InstanceTypeSetting = "Training:InstanceType";
    public const string ClientIdSetting = "Training:ClientId";
    public const string DeviceSetting = "Training:Device";

    public const string Queue = "queue";
    public const string ContainerApps = "containerApps";
    public const string AzureMl = "azureMl";

    public string Backend { get; init; } = Queue;

    /// <summary>The Container Apps job, of the group in <see cref="Arm.ArmOptions"/>.</summary>
    public string Job { get; init; } = "";

    /// <summary>The Azure ML workspace, of the same group.</summary>
    public string Workspace { get; init; } = "";

    /// <summary>The runner's image as an Azure ML environment: its ARM id, or its asset id.</summary>
    public string Environment { get; init; } = "";

    /// <summary>What starts the runner in it.</summary>
    public string Command { get; init; } = "";

    /// <summary>ARM id of the compute; null for serverless compute of <see cref="InstanceType"/>.</summary>
    public string? Compute { get; init; }
    public string? InstanceType { get; init; }

    /// <summary>The client id of the runner's identity, which reads and writes storage; null for the compute's own.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>, for Azure ML; the Container Apps job has its own.</summary>
    public string Device { get; init; } = "cpu";

    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static BackendOptions From(IConfiguration configuration)
    {
        var backend = Setting.OneOf(configuration, BackendSetting, Queue, ContainerApps, AzureMl);
        var because = $"{Setting.Shown(BackendSetting)}={backend}";
        return backend switch
        {
            ContainerApps => new() { Backend = backend, Job = Setting.Required(configuration, JobSetting, because) },
            AzureMl => new()
            {
                Backend = backend,
                Workspace = Setting.Required(configuration, WorkspaceSetting, because),
                Environment = Setting.Required(configuration, EnvironmentSetting, because),
                Command = Setting.Required(configuration, CommandSetting, because),
                Compute = Setting.Optional(configuration, ComputeSetting),
                InstanceType = Setting.Optional(configuration, ComputeSetting) is null
                    ? Setting.Required(configuration, InstanceTypeSetting, $"{because} without {Setting.Shown(ComputeSetting)}")
                    : Setting.Optional(configuration, InstanceTypeSetting),
                ClientId = Setting.Optional(configuration, ClientIdSetting),
                Device = Setting.OneOf(configuration, DeviceSetting, "cpu", "cuda"),
            },
            _ => new(),
        };
    }
}
