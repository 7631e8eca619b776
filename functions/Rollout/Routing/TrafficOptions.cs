using System.Globalization;
using Microsoft.Extensions.Configuration;
using ServerlessML.Functions.Training.Backends;

namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>What splits the traffic, and how its parts are named after ours.</summary>
public sealed record TrafficOptions
{
    public const string TargetSetting = "Traffic:Target";
    public const string ResourceSetting = "Traffic:Resource";
    public const string ArmSetting = "Traffic:Arm";
    public const string WorkspaceSetting = "Traffic:Workspace";
    public const string CountsSetting = "Traffic:Counts";

    public const string Gateway = "gateway";
    public const string ContainerApps = "containerApps";
    public const string AzureMl = "azureMl";

    public const string Monitor = "monitor";

    private const string DeploymentMark = "{deployment}";
    private const string VersionMark = "{version}";

    public string Target { get; init; } = Gateway;

    /// <summary>The container app's or online endpoint's name, <c>{deployment}</c> in it standing for the deployment's.</summary>
    public string Resource { get; init; } = DeploymentMark;

    /// <summary>The revision's suffix or the endpoint deployment's name, <c>{version}</c> in it standing for the model's version.</summary>
    public string Arm { get; init; } = $"version-{VersionMark}";

    /// <summary>Who counts what the arms do: our gateway, which then runs in each, or Azure Monitor.</summary>
    public string Counts { get; init; } = Gateway;

    /// <summary>The name of the Azure ML workspace.</summary>
    public string Workspace { get; init; } = "";

    public string ResourceOf(string deployment) => Resource.Replace(DeploymentMark, deployment, StringComparison.Ordinal);

    public string ArmOf(int version) => Arm.Replace(VersionMark, version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static TrafficOptions From(IConfiguration configuration)
    {
        var options = new TrafficOptions { Target = Setting.OneOf(configuration, TargetSetting, Gateway, ContainerApps, AzureMl) };
        if (options.Target == Gateway)
        {
            return options;
        }

        var arm = Setting.Optional(configuration, ArmSetting) ?? options.Arm;
        return options with
        {
            Resource = Setting.Optional(configuration, ResourceSetting) ?? options.Resource,
            Arm = arm.Contains(VersionMark, StringComparison.Ordinal)
                ? arm
                : throw new InvalidOperationException(
                    $"The setting {Setting.Shown(ArmSetting)} is '{arm}'; it must have {VersionMark} where the version stands."
                ),
            Counts = CountsOf(configuration, options.Target),
            Workspace =
                options.Target != AzureMl
                    ? ""
                    : Setting.Optional(configuration, WorkspaceSetting)
                        ?? Setting.Required(
                            configuration,
                            BackendOptions.WorkspaceSetting,
                            $"{Setting.Shown(TargetSetting)}={AzureMl} without {Setting.Shown(WorkspaceSetting)}"
                        ),
        };
    }

    private static string CountsOf(IConfiguration configuration, string target)
    {
        var counts = Setting.OneOf(configuration, CountsSetting, target == AzureMl ? [Monitor, Gateway] : [Gateway, Monitor]);
        return counts != Monitor || target == AzureMl
            ? counts
            : throw new InvalidOperationException(
                $"The setting {Setting.Shown(CountsSetting)} is '{Monitor}', which {Setting.Shown(TargetSetting)}={target} "
                    + $"cannot be: its metrics do not tell revisions' answers apart. Run our gateway in the revisions."
            );
    }
}
