using System.Text.Json.Nodes;
using Azure.Core;
using ServerlessML.Functions.Arm;

namespace ServerlessML.Functions.Rollout.Routing;

/// <summary>
/// The traffic and mirrored traffic of an Azure ML managed online endpoint (Microsoft.MachineLearningServices, 2024-10-01).
/// Its PATCH takes tags and identity only, so the endpoint is written whole, as it was read but for its traffic.
/// </summary>
public sealed class OnlineEndpointRouter(ResourceManager azure, TrafficOptions options, TimeProvider time) : ITrafficRouter
{
    public const string ApiVersion = "2024-10-01";

    /// <summary>The most traffic that can be mirrored, in percent, of all shadows together.</summary>
    public const int MostMirrored = 50;

    private const string Service = "an Azure ML endpoint";

    private static readonly string[] ReadOnly = ["scoringUri", "swaggerUri", "provisioningState", "keys"];

    public bool ReadsPlans => false;

    public Task ApplyAsync(TrafficPlan plan, CancellationToken cancellation)
    {
        var endpoint = options.ResourceOf(plan.Deployment);
        var path = azure.Options.PathOf($"Microsoft.MachineLearningServices/workspaces/{options.Workspace}/onlineEndpoints/{endpoint}");
        var traffic = WholePercent.Of(plan, Service).ToDictionary(arm => options.ArmOf(arm.Key), arm => arm.Value);
        var mirrored = Mirrored(plan);
        return Reconciliation.RunAsync(
            azure,
            path,
            ApiVersion,
            $"There is no online endpoint '{endpoint}' in the Azure ML workspace '{options.Workspace}'. Correct the setting "
                + $"{Setting.Shown(TrafficOptions.ResourceSetting)}.",
            known =>
                IsSame(ArmAnswer.At(known.Body, "properties", "traffic"), traffic)
                && IsSame(ArmAnswer.At(known.Body, "properties", "mirrorTraffic"), mirrored),
            known => azure.SendAsync(RequestMethod.Put, path, ApiVersion, Body(known, traffic, mirrored), known.Tag, cancellation),
            time,
            cancellation
        );
    }

    private Dictionary<string, int> Mirrored(TrafficPlan plan)
    {
        Dictionary<string, int> mirrored = [];
        if (options.Counts == TrafficOptions.Gateway)
        {
            // The gateway in the answering arm scores shadows itself: mirrored to another, they could not be compared.
            return mirrored;
        }

        foreach (var shadow in plan.Shadows?.Where(shadow => shadow.Share > 0) ?? [])
        {
            var percent = Math.Round(shadow.Share * 100, 6);
            if (percent != Math.Truncate(percent))
            {
                throw new PermanentFailureException(
                    $"The plan of '{plan.Deployment}' mirrors {percent} % to version {shadow.Version}, and {Service} mirrors in "
                        + $"whole percents. Make the shadow's share whole."
                );
            }

            mirrored[options.ArmOf(shadow.Version)] = (int)percent;
        }

        return mirrored.Values.Sum() <= MostMirrored
            ? mirrored
            : throw new PermanentFailureException(
                $"The plan of '{plan.Deployment}' mirrors {mirrored.Values.Sum()} %, and {Service} mirrors at most "
                    + $"{MostMirrored} %. Lower the shadows' shares."
            );
    }

    private static bool IsSame(JsonNode? known, Dictionary<string, int> wanted) =>
        (known as JsonObject ?? [])
            .Select(share => KeyValuePair.Create(share.Key, (int?)share.Value ?? 0))
            .Where(share => share.Value > 0)
            .OrderBy(share => share.Key, StringComparer.Ordinal)
            .SequenceEqual(wanted.OrderBy(share => share.Key, StringComparer.Ordinal));

    private static JsonObject Body(ArmAnswer known, Dictionary<string, int> traffic, Dictionary<string, int> mirrored)
    {
        var body = new JsonObject();
        foreach (var name in (string[])["location", "tags", "kind", "sku", "identity", "properties"])
        {
            if (ArmAnswer.At(known.Body, name) is { } member)
            {
                body[name] = member.DeepClone();
            }
        }

        if (body["identity"] is JsonObject identity)
        {
            body["identity"] = Identity(identity);
        }

        var properties =
            body["properties"] as JsonObject
            ?? throw new ArmRefusedException("Azure answered with an online endpoint without 'properties'.");
        foreach (var name in ReadOnly)
        {
            properties.Remove(name);
        }

        properties["traffic"] = Shares(traffic);
        properties["mirrorTraffic"] = Shares(mirrored);
        return body;
    }

    private static JsonObject Identity(JsonObject identity)
    {
        var sent = new JsonObject { ["type"] = identity["type"]?.DeepClone() };
        if (identity["userAssignedIdentities"] is JsonObject { Count: > 0 } assigned)
        {
            sent["userAssignedIdentities"] = new JsonObject(
                assigned.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)new JsonObject()))
            );
        }

        return sent;
    }

    private static JsonObject Shares(Dictionary<string, int> shares) =>
        new(shares.Select(share => KeyValuePair.Create(share.Key, (JsonNode?)share.Value)));
}
