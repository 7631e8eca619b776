using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>
/// A container app with its revisions and their weights. A change takes half a minute, and nothing else may happen meanwhile.
/// </summary>
internal sealed class AppWorld
{
    public const string Name = "flights";

    private int _tag = 1;
    private DateTimeOffset _until;
    private JsonArray? _coming;

    public ArmServer Server { get; set; } = null!;

    public JsonArray Traffic { get; set; } = [new JsonObject { ["latestRevision"] = true, ["weight"] = 100 }];

    public string Mode { get; set; } = "Multiple";

    /// <summary>The revisions by suffix, and whether each is active.</summary>
    public Dictionary<string, bool> Revisions { get; } = new() { ["version-1"] = true, ["version-2"] = true };

    /// <summary>Which of the two ways of following a change the service offers.</summary>
    public string Header { get; set; } = "Azure-AsyncOperation";

    public string Ending { get; set; } = "Succeeded";

    /// <summary>What a change's answer points to.</summary>
    public string? Link { get; set; }

    /// <summary>Somebody else's change, just before the next one arrives.</summary>
    public Action? Meanwhile { get; set; }

    public string Weights =>
        string.Join(
            ", ",
            Traffic.Select(entry =>
                $"{entry!["revisionName"] ?? "latest"}={entry["weight"]}{(entry["label"] is { } label ? $"@{label}" : "")}"
            )
        );

    public ArmReply? Answer(ArmRequest request)
    {
        Settle();
        return Reply(request);
    }

    private ArmReply? Reply(ArmRequest request) =>
        request.Operation switch
        {
            "ContainerApps_Get" => request.Name == Name ? new ArmReply(200, App()).With("ETag", $"\"{_tag}\"") : null,
            "ContainerAppsRevisions_GetRevision" => Revision(request.Name),
            "ContainerApps_Update" => Patch(request),
            null => Look(),
            _ => null,
        };

    public void ChangeByHand(JsonArray traffic)
    {
        Traffic = traffic;
        _tag++;
    }

    public static JsonArray Of(params (string Revision, int Weight)[] weights) =>
        [.. weights.Select(weight => new JsonObject { ["revisionName"] = $"{Name}--{weight.Revision}", ["weight"] = weight.Weight })];

    private ArmReply Patch(ArmRequest request)
    {
        Meanwhile?.Invoke();
        Meanwhile = null;
        if (_coming is not null)
        {
            return ArmReply.Error(409, "ContainerAppOperationInProgress", "Another operation is in progress.", retryAfter: 20);
        }

        if (request.IfMatch is { } tag && tag != $"\"{_tag}\"")
        {
            return ArmReply.Error(412, "PreconditionFailed", "The container app was changed.");
        }

        _coming = request.Body!["properties"]!["configuration"]!["ingress"]!["traffic"]!.DeepClone().AsArray();
        _until = Server.Time.GetUtcNow() + TimeSpan.FromSeconds(30);
        return new ArmReply(202).With(Header, Link ?? $"{Server.Address}/subscriptions/x/operations/patch").With("Retry-After", "15");
    }

    private void Settle()
    {
        if (_coming is null || Server.Time.GetUtcNow() < _until || Ending == "InProgress")
        {
            return;
        }

        if (Ending == "Succeeded")
        {
            ChangeByHand(_coming);
        }

        _coming = null;
    }

    private ArmReply Look()
    {
        if (Header == "Location")
        {
            return _coming is null ? new ArmReply(200, App()) : new ArmReply(202).With("Retry-After", "15");
        }

        var status = new JsonObject { ["status"] = _coming is null ? Ending : "InProgress" };
        if (_coming is null && Ending == "Failed")
        {
            status["error"] = new JsonObject { ["code"] = "RevisionUnhealthy", ["message"] = "The revision is not ready." };
        }

        return new ArmReply(200, status).With("Retry-After", "15");
    }

    private ArmReply? Revision(string name) =>
        Revisions.TryGetValue(name.Replace($"{Name}--", "", StringComparison.Ordinal), out var active)
            ? new(
                200,
                new JsonObject
                {
                    ["name"] = name,
                    ["type"] = "Microsoft.App/containerApps/revisions",
                    ["properties"] = new JsonObject { ["active"] = active, ["healthState"] = "Healthy" },
                }
            )
            : null;

    private JsonObject App() =>
        new()
        {
            ["id"] = "/subscriptions/x",
            ["name"] = Name,
            ["type"] = "Microsoft.App/containerApps",
            ["location"] = "westeurope",
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = _coming is null ? "Succeeded" : "InProgress",
                ["latestRevisionName"] = $"{Name}--version-2",
                ["configuration"] = new JsonObject
                {
                    ["activeRevisionsMode"] = Mode,
                    ["ingress"] = new JsonObject
                    {
                        ["external"] = true,
                        ["targetPort"] = 8080,
                        ["traffic"] = Traffic.DeepClone(),
                    },
                },
            },
        };
}
