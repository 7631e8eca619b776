using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;

namespace ServerlessML.Preview.Recording;

/// <summary>Answers as Azure would, so far as the program looks, and keeps what it was asked.</summary>
public sealed class RecordingMocks : IMocks
{
    public const string Subscription = "00000000-0000-0000-0000-000000000001";
    public const string Tenant = "00000000-0000-0000-0000-000000000002";

    public ConcurrentDictionary<string, (MockResourceArgs Args, string Id, ImmutableDictionary<string, object> State)> Made { get; } =
        new();

    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        var inputs = args.Inputs;
        var id = args.Type!.StartsWith("azure-native:", StringComparison.Ordinal) ? AzureId.Of(args.Type, args.Name!, inputs) : args.Name!;
        var name = id[(id.LastIndexOf('/') + 1)..];
        var state = inputs.SetItem("name", inputs.GetValueOrDefault("name", name)).SetItems(Answers(args.Type, args.Name!, name, inputs));
        // The engine refuses the second of a name; the test support does not.
        if (!Made.TryAdd($"{args.Type}::{args.Name}", (args, id, state)))
        {
            throw new RunException($"{args.Type} {args.Name} is made twice: each resource needs a name of its own.");
        }

        return Task.FromResult<(string?, object)>((id, state));
    }

    public Task<object> CallAsync(MockCallArgs args) =>
        args.Token == "azure-native:authorization:getClientConfig"
            ? Task.FromResult<object>(
                ImmutableDictionary<string, object>
                    .Empty.Add("subscriptionId", Subscription)
                    .Add("tenantId", Tenant)
                    .Add("clientId", "")
                    .Add("objectId", "")
            )
            : throw new InvalidOperationException($"The preview has no answer to {args.Token}.");

    private static Dictionary<string, object> Answers(
        string type,
        string resource,
        string name,
        ImmutableDictionary<string, object> inputs
    ) =>
        type switch
        {
            "azure-native:managedidentity:UserAssignedIdentity" => new()
            {
                ["principalId"] = $"<principal of {resource}>",
                ["clientId"] = $"<client id of {resource}>",
                ["tenantId"] = Tenant,
            },
            "azure-native:storage:StorageAccount" => new()
            {
                ["primaryEndpoints"] = ImmutableDictionary<string, object>.Empty.Add("blob", $"https://{name}.blob.core.windows.net/"),
            },
            "azure-native:web:WebApp" => new() { ["defaultHostName"] = $"{name}.azurewebsites.net" },
            "azure-native:web:StaticSite" => new() { ["defaultHostname"] = $"<{resource}>.azurestaticapps.net" },
            "azure-native:containerregistry:Registry" => new() { ["loginServer"] = $"{name}.azurecr.io" },
            "azure-native:app:ManagedEnvironment" => new() { ["defaultDomain"] = $"<{resource}>.azurecontainerapps.io" },
            "azure-native:applicationinsights:Component" => new() { ["connectionString"] = $"<connection string of {resource}>" },
            "azure-native:durabletask:Scheduler" => new()
            {
                ["properties"] = ((ImmutableDictionary<string, object>)inputs["properties"]).SetItem(
                    "endpoint",
                    $"https://{name}.durabletask.io"
                ),
            },
            _ => [],
        };
}
