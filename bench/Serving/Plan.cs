using System.Globalization;
using System.Text.Json.Nodes;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Rollout;

namespace ServerlessML.Bench.Serving;

/// <summary>A deployment's traffic as the bench writes it.</summary>
internal sealed record Plan(string Deployment, int Revision, params IReadOnlyList<(int Version, Digest Model, int Weight)> Arms)
{
    public double Capture { get; init; }

    public (int Version, Digest Model, double Share)? Shadow { get; init; }

    public byte[] Document()
    {
        TrafficPlan plan = new()
        {
            Deployment = Deployment,
            Revision = Revision,
            Salt = Deployment,
            Arms =
            [
                .. Arms.Select(arm => new TrafficArm
                {
                    Version = arm.Version,
                    Model = arm.Model,
                    Weight = arm.Weight,
                }),
            ],
            Capture = Capture,
            By = "bench",
            Reason = "measured",
            ChangeId = string.Create(CultureInfo.InvariantCulture, $"bench-{Revision}"),
            UpdatedAt = DateTimeOffset.UtcNow,
        };
        var document = JsonNode.Parse(CanonicalJson.Serialize(plan))!.AsObject();
        // As JSON, so that a gateway that knows no shadows can be measured too.
        if (Shadow is { } shadow)
        {
            document["shadows"] = new JsonArray(
                new JsonObject
                {
                    ["version"] = shadow.Version,
                    ["model"] = shadow.Model.ToString(),
                    ["share"] = shadow.Share,
                }
            );
        }

        return CanonicalJson.Serialize(document);
    }
}
