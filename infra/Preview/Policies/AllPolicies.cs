namespace ServerlessML.Preview.Policies;

public static class AllPolicies
{
    public static IReadOnlyList<Policy> List { get; } =
    [
        new("TLS 1.2 or newer, and nothing without it", TransportPolicies.Find),
        new("no public storage", StoragePolicies.FindPublic),
        new("no keys: identities only", KeyPolicies.Find),
        new("no secret in plain text", SecretPolicies.Find),
        new("least privilege: known data roles, on single resources, to the parts' identities", RolePolicies.Find),
        new("diagnostics of all that has them, by categories that it has", DiagnosticsPolicies.Find),
        new("members and values that Azure's own types have", AzureTypePolicies.Find),
        new("nothing that Flex Consumption refuses", FlexConsumptionPolicies.Find),
        new("within Azure's limits", LimitPolicies.Find),
        new("a first up completes: what a resource needs is made before it", OrderPolicies.Find),
        new("names within Azure's rules", NamePolicies.Find),
        new("tags on all that has them", TagPolicies.Find),
        new("a region that has the GPU profile", RegionPolicies.Find),
        new("production: two gateway replicas, protected state, a private network", ProductionPolicies.Find),
        new("all that is there for good is versioned and can be restored", StoragePolicies.FindUnprotected),
    ];
}
