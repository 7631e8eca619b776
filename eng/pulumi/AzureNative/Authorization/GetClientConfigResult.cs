namespace Pulumi.AzureNative.Authorization;

[OutputType]
public sealed class GetClientConfigResult
{
    public readonly string SubscriptionId;
    public readonly string TenantId;

    [OutputConstructor]
    private GetClientConfigResult(string subscriptionId, string tenantId) => (SubscriptionId, TenantId) = (subscriptionId, tenantId);
}
