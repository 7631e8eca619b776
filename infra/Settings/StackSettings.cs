using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace ServerlessML.Infra.Settings;

/// <summary>
/// What a stack is told; the defaults are those of a stack to try things in, and of production where <see cref="Production"/> is set.
/// </summary>
public sealed partial record StackSettings
{
    /// <summary>Stands in previews for the app registration that is not there yet.</summary>
    public const string NoClientId = "00000000-0000-0000-0000-000000000000";

    public required bool Production { get; init; }
    public required string Location { get; init; }
    public required string GpuProfile { get; init; }

    /// <summary>
    /// The application (client) id of the app registration whose tokens the API takes; null until there is one, which only a preview
    /// allows.
    /// </summary>
    public string? ApiClientId { get; init; }

    /// <summary>
    /// The tag of the runner's and the gateway's image. Null before the first release: their registry is made, and placeholders run.
    /// </summary>
    public string? Release { get; init; }

    public required DurableBackendKind DurableBackend { get; init; }
    public required string SchedulerSku { get; init; }
    public required bool PrivateNetwork { get; init; }
    public required bool AzureMl { get; init; }
    public required TrainingStart TrainingStart { get; init; }

    public required TrafficTarget TrafficTarget { get; init; }

    /// <summary>The deployment whose traffic revisions split, and the container app's name; null where the gateway splits.</summary>
    public string? ServedDeployment { get; init; }

    /// <summary>A revision's suffix, <c>{version}</c> in it standing for the model's version.</summary>
    public required string TrafficArm { get; init; }

    /// <summary>
    /// Addresses and ranges that may reach the storage account and the key vault from outside, where the network is private.
    /// </summary>
    public required IReadOnlyList<string> AllowedAddresses { get; init; }

    public required IReadOnlyList<string> AlertEmails { get; init; }

    /// <summary>The budget of a month in the currency of the subscription; 0 sets none.</summary>
    public required int MonthlyBudget { get; init; }

    /// <summary>The first day of the month in which the budget begins.</summary>
    public DateOnly? BudgetStart { get; init; }

    public required int GatewayMinReplicas { get; init; }
    public required int GatewayMaxReplicas { get; init; }
    public required int MaxTrainingJobs { get; init; }

    /// <summary>Besides: last attempts, which wait for no other jobs.</summary>
    public required int MaxOnDemandJobs { get; init; }
    public required int TrainingTimeoutHours { get; init; }
    public required int RunRetentionDays { get; init; }
    public required int CaptureRetentionDays { get; init; }
    public required int OrchestrationRetentionDays { get; init; }
    public required int LogRetentionDays { get; init; }
    public required int StuckAfterHours { get; init; }

    /// <summary>Where the gateway's metrics go, besides what the platform measures: an OTLP collector.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>The storage account keeps three copies in zones where true.</summary>
    public bool ZoneRedundant => Production;

    /// <summary>What the Durable Task Scheduler offers at most.</summary>
    public int LongestRetentionDays => SchedulerSku == "Dedicated" ? 90 : 30;

    /// <param name="read">A setting's text by its name; null when it is not set.</param>
    /// <param name="isPreview">Whether nothing is going to be made.</param>
    /// <exception cref="SettingException">A setting is missing or cannot be used; the message names it.</exception>
    public static StackSettings From(Func<string, string?> read, bool isPreview)
    {
        SettingReader reader = new(read);
        var production = reader.Flag("production", false);
        var budget = reader.Number("monthlyBudget", production ? 2000 : 100, 0, 10_000_000);
        StackSettings settings = new()
        {
            Production = production,
            Location = reader.Text("location", "the Azure region, such as swedencentral"),
            GpuProfile = reader.OneOf("gpuProfile", GpuProfiles.T4, GpuProfiles.All),
            ApiClientId = ClientId(reader, isPreview),
            Release = reader.Optional("release"),
            DurableBackend =
                reader.OneOf("durableBackend", "storage", "storage", "scheduler") == "scheduler"
                    ? DurableBackendKind.Scheduler
                    : DurableBackendKind.Storage,
            SchedulerSku = reader.OneOf("schedulerSku", "Consumption", "Consumption", "Dedicated"),
            PrivateNetwork = reader.Flag("privateNetwork", production),
            AzureMl = reader.Flag("azureMl", false),
            TrainingStart = reader.OneOf("trainingStart", "queue", "queue", "job") == "queue" ? TrainingStart.Queue : TrainingStart.Job,
            TrafficTarget =
                reader.OneOf("trafficTarget", "gateway", "gateway", "revisions") == "gateway"
                    ? TrafficTarget.Gateway
                    : TrafficTarget.Revisions,
            ServedDeployment = reader.Optional("servedDeployment"),
            TrafficArm = reader.Optional("trafficArm") ?? "version-{version}",
            AllowedAddresses = reader.List("allowedAddresses", IsAddress, "must be IPv4 addresses or ranges such as 203.0.113.0/24"),
            AlertEmails = reader.List("alertEmails", address => Email().IsMatch(address), "must be e-mail addresses"),
            MonthlyBudget = budget,
            BudgetStart = BudgetMonth(reader, budget),
            GatewayMinReplicas = reader.Number("gatewayMinReplicas", production ? 2 : 0, 0, 300),
            GatewayMaxReplicas = reader.Number("gatewayMaxReplicas", production ? 20 : 2, 1, 300),
            MaxOnDemandJobs = reader.Number("maxOnDemandJobs", production ? 2 : 1, 1, 100),
            MaxTrainingJobs = reader.Number("maxTrainingJobs", production ? 8 : 2, 1, 100),
            TrainingTimeoutHours = reader.Number("trainingTimeoutHours", 6, 1, 168),
            RunRetentionDays = reader.Number("runRetentionDays", production ? 1095 : 60, 30, 3650),
            CaptureRetentionDays = reader.Number("captureRetentionDays", production ? 180 : 30, 7, 3650),
            OrchestrationRetentionDays = reader.Number("orchestrationRetentionDays", production ? 30 : 14, 1, 90),
            LogRetentionDays = reader.Number("logRetentionDays", production ? 90 : 30, 30, 730),
            StuckAfterHours = reader.Number("stuckAfterHours", 72, 1, 168),
            OtlpEndpoint = Endpoint(reader),
        };
        return settings.Checked(reader.Flag("anyRegion", false), isPreview);
    }

    private StackSettings Checked(bool anyRegion, bool isPreview)
    {
        if (!Region().IsMatch(Location))
        {
            throw new SettingException("location", $"is '{Location}': must be a region's short name, such as swedencentral.");
        }

        if (!anyRegion && !GpuProfiles.IsOffered(GpuProfile, Location))
        {
            throw new SettingException(
                "gpuProfile",
                $"is {GpuProfile}, which is not known to be offered in {Location} but in "
                    + $"{string.Join(", ", GpuProfiles.Regions(GpuProfile))}. "
                    + "Choose one of these as location, set gpuProfile to none, or set anyRegion to true if Azure offers it there by now."
            );
        }

        if (Release is { } tag && !Tag().IsMatch(tag))
        {
            throw new SettingException("release", $"is '{tag}': must be an image tag: letters, digits, '.', '_' and '-', at most 128.");
        }

        CheckTraffic();
        if (OrchestrationRetentionDays > LongestRetentionDays)
        {
            throw new SettingException(
                "orchestrationRetentionDays",
                $"is {OrchestrationRetentionDays}: the scheduler keeps at most {LongestRetentionDays} days with schedulerSku "
                    + $"{SchedulerSku}."
            );
        }

        if (Production && GatewayMinReplicas < 2)
        {
            throw new SettingException(
                "gatewayMinReplicas",
                $"is {GatewayMinReplicas}: production needs at least 2, so that one may be lost."
            );
        }

        if (GatewayMaxReplicas < GatewayMinReplicas)
        {
            throw new SettingException(
                "gatewayMaxReplicas",
                $"is {GatewayMaxReplicas}, below gatewayMinReplicas, which is {GatewayMinReplicas}."
            );
        }

        if (Production && AlertEmails.Count == 0 && !isPreview)
        {
            throw new SettingException(
                "alertEmails",
                "is missing: production's alerts need a recipient. Set it with «pulumi config set alertEmails A@B,C@D»."
            );
        }

        return this;
    }

    private void CheckTraffic()
    {
        if (TrafficTarget == TrafficTarget.Revisions && ServedDeployment is null)
        {
            throw new SettingException(
                "servedDeployment",
                "is missing: trafficTarget revisions needs the deployment (its pipeline's name) whose versions the revisions are."
            );
        }

        if (ServedDeployment is { } name && (TrafficTarget != TrafficTarget.Revisions || !AppName().IsMatch(name)))
        {
            throw new SettingException(
                "servedDeployment",
                TrafficTarget != TrafficTarget.Revisions
                    ? $"is '{name}', which means nothing without trafficTarget revisions: the gateway serves every deployment."
                    : $"is '{name}': becomes a container app's name, 3 to 32 of a-z, 0-9 and '-', begins with a letter, no '--'."
            );
        }

        if (!Suffix().IsMatch(TrafficArm))
        {
            throw new SettingException(
                "trafficArm",
                $"is '{TrafficArm}': a revision's suffix of a-z, 0-9 and '-', at most 30, that begins with a letter and in "
                    + $"which {{version}} stands for the version, such as 'version-{{version}}'."
            );
        }
    }

    private static string? ClientId(SettingReader reader, bool isPreview) =>
        reader.Optional("apiClientId") switch
        {
            { } text when Guid.TryParseExact(text, "D", out _) => text,
            { } text => throw new SettingException(
                "apiClientId",
                $"is '{text}': must be the GUID that Entra ID shows as Application (client) ID."
            ),
            null when isPreview => null,
            null => throw new SettingException(
                "apiClientId",
                "is missing: the Application (client) ID of the API's app registration. Without it nobody can sign in; "
                    + "docs/how-to/deploy-to-azure.md says how to make one."
            ),
        };

    private static DateOnly? BudgetMonth(SettingReader reader, int budget) =>
        reader.Optional("budgetStart") switch
        {
            null when budget == 0 => null,
            null => throw new SettingException(
                "budgetStart",
                "is missing: the first day of this month, such as 2026-11-01. Or set monthlyBudget to 0."
            ),
            var text
                when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                    && day.Day == 1 => day,
            var text => throw new SettingException("budgetStart", $"is '{text}': must be the first day of a month, such as 2026-11-01."),
        };

    private static Uri? Endpoint(SettingReader reader) =>
        reader.Optional("otlpEndpoint") switch
        {
            null => null,
            var text when Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" => address,
            var text => throw new SettingException("otlpEndpoint", $"is '{text}': must be an http address."),
        };

    private static bool IsAddress(string text) =>
        IPNetwork.TryParse(text, out var network)
            ? network.BaseAddress.GetAddressBytes().Length == 4
            : IPAddress.TryParse(text, out var address) && address.GetAddressBytes().Length == 4;

    [GeneratedRegex("^(?!.*--)[a-z][a-z0-9-]{1,30}[a-z0-9]$")]
    private static partial Regex AppName();

    [GeneratedRegex(@"^(?=.{1,30}$)[a-z](-?[a-z0-9])*-?\{version\}(-?[a-z0-9])*$")]
    private static partial Regex Suffix();

    [GeneratedRegex("^[a-z]+[a-z0-9]*$")]
    private static partial Regex Region();

    [GeneratedRegex(@"^\w[\w.\-]{0,127}$")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[^@\s,]+@[^@\s,]+\.[^@\s,]+$")]
    private static partial Regex Email();
}
