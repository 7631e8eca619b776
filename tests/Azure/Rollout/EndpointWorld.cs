using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Azure.Rollout;

/// <summary>An Azure ML online endpoint.</summary>
internal sealed class EndpointWorld
{
    private JsonObject _endpoint = new()
    {
        ["id"] = "/subscriptions/x",
        ["name"] = "flights",
        ["type"] = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
        ["location"] = "westeurope",
        ["kind"] = "Managed",
        ["tags"] = new JsonObject { ["team"] = "ml" },
        ["systemData"] = new JsonObject(),
        ["identity"] = new JsonObject
        {
            ["type"] = "SystemAssigned,UserAssigned",
            ["principalId"] = Id,
            ["tenantId"] = Id,
            ["userAssignedIdentities"] = new JsonObject
            {
                ["/subscriptions/x/serving"] = new JsonObject { ["principalId"] = Id, ["clientId"] = Id },
            },
        },
        ["properties"] = new JsonObject
        {
            ["authMode"] = "AADToken",
            ["description"] = "late flights",
            ["publicNetworkAccess"] = "Enabled",
            ["provisioningState"] = "Succeeded",
            ["scoringUri"] = "https://flights.westeurope.inference.ml.azure.com/score",
            ["swaggerUri"] = "https://flights.westeurope.inference.ml.azure.com/swagger.json",
            ["traffic"] = new JsonObject { ["version-1"] = 100, ["version-2"] = 0 },
        },
    };

    private const string Id = "3f1c0d3e-0000-0000-0000-00000000000a";

    public ArmServer Server { get; set; } = null!;

    public JsonNode Endpoint => _endpoint;

    public string Traffic => _endpoint["properties"]!["traffic"]!.ToJsonString();

    public string Mirrored => _endpoint["properties"]!["mirrorTraffic"]?.ToJsonString() ?? "";

    public ArmReply? Answer(ArmRequest request) =>
        request.Operation switch
        {
            "OnlineEndpoints_Get" => request.Name == "flights" ? new(200, _endpoint.DeepClone()) : null,
            "OnlineEndpoints_CreateOrUpdate" => Put(request.Body!.DeepClone().AsObject()),
            null => new ArmReply(200, new JsonObject { ["status"] = "Succeeded" }),
            _ => null,
        };

    private ArmReply Put(JsonObject sent)
    {
        sent["name"] = "flights";
        sent["properties"]!["provisioningState"] = "Updating";
        sent["properties"]!["scoringUri"] = _endpoint["properties"]!["scoringUri"]!.DeepClone();
        _endpoint = sent;
        return new ArmReply(201, sent.DeepClone()).With("Azure-AsyncOperation", $"{Server.Address}/subscriptions/x/operations/put");
    }
}
