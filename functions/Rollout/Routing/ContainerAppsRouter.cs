using System.Text.Json.Nodes;
using Azure.Core;
using ServerlessML.Functions.Arm;

namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>
/// The weights of a container app's revisions (Microsoft.App, 2025-01-01). Each version has a revision, which somebody has deployed.
/// </summary>
public sealed class ContainerAppsRouter(ResourceManager azure, TrafficOptions options, TimeProvider time) : ITrafficRouter
{
    public const string ApiVersion = "2025-01-01";

    private const string Service = "Container Apps";

    public bool ReadsPlans => false;

    public async Task ApplyAsync(TrafficPlan plan, CancellationToken cancellation)
    {
        var app = options.ResourceOf(plan.Deployment);
        var path = azure.Options.PathOf($"Microsoft.App/containerApps/{app}");
        var wanted = WholePercent.Of(plan, Service).ToDictionary(arm => $"{app}--{options.ArmOf(arm.Key)}", arm => arm.Value);
        await Reconciliation.RunAsync(
            azure,
            path,
            ApiVersion,
            $"There is no container app '{app}' in the resource group '{azure.Options.ResourceGroup}'. Correct the setting "
                + $"{Setting.Shown(TrafficOptions.ResourceSetting)}.",
            known => Weights(known).SequenceEqual(wanted.OrderBy(arm => arm.Key, StringComparer.Ordinal)),
            async known =>
            {
                await CheckAsync(known, app, path, wanted.Keys, cancellation);
                return await azure.SendAsync(RequestMethod.Patch, path, ApiVersion, Body(known, wanted), known.Tag, cancellation);
            },
            time,
            cancellation
        );
    }

    private async Task CheckAsync(ArmAnswer known, string app, string path, IEnumerable<string> revisions, CancellationToken cancellation)
    {
        if (known.Text("properties", "configuration", "activeRevisionsMode") is not "Multiple")
        {
            throw new ArmRefusedException(
                $"The container app '{app}' has one revision at a time, and weights need several. Set its revision mode to Multiple."
            );
        }

        foreach (var revision in revisions)
        {
            var found = await azure.FindAsync($"{path}/revisions/{revision}", ApiVersion, cancellation)
                ?? throw new ArmRefusedException(
                    $"The container app '{app}' has no revision '{revision}'. Deploy it before its version is released."
                );
            if (ArmAnswer.At(found.Body, "properties", "active") is not JsonValue active || !active.GetValue<bool>())
            {
                throw new ArmRefusedException(
                    $"The revision '{revision}' of the container app '{app}' is not active. Activate it before its version is released."
                );
            }
        }
    }

    // The weight that follows the latest revision is nobody's version: it is never as wanted.
    private static IEnumerable<KeyValuePair<string, int>> Weights(ArmAnswer known) =>
        Entries(known)
            .Where(entry => Weight(entry) > 0)
            .Select(entry => KeyValuePair.Create((string?)entry["revisionName"] ?? "", Weight(entry)))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal);

    private static JsonObject Body(ArmAnswer known, Dictionary<string, int> wanted)
    {
        var labels = Entries(known)
            .Where(entry => entry["label"] is not null && entry["revisionName"] is not null)
            .ToDictionary(entry => (string)entry["revisionName"]!, entry => (string)entry["label"]!);
        JsonArray traffic = [];
        // A label is somebody's address of a revision, and stays with or without weight.
        foreach (var revision in wanted.Keys.Concat(labels.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            var entry = new JsonObject { ["revisionName"] = revision, ["weight"] = wanted.GetValueOrDefault(revision) };
            if (labels.TryGetValue(revision, out var label))
            {
                entry["label"] = label;
            }

            traffic.Add(entry);
        }

        return new()
        {
            ["location"] = known.Text("location"),
            ["properties"] = new JsonObject
            {
                ["configuration"] = new JsonObject { ["ingress"] = new JsonObject { ["traffic"] = traffic } },
            },
        };
    }

    private static IEnumerable<JsonObject> Entries(ArmAnswer known) =>
        (ArmAnswer.At(known.Body, "properties", "configuration", "ingress", "traffic") as JsonArray ?? []).OfType<JsonObject>();

    private static int Weight(JsonObject entry) => (int?)entry["weight"] ?? 0;
}
