using Pulumi.AzureNative.Resources;

namespace ServerlessML.Infra;

/// <summary>The context that every part of the stack is given.</summary>
public sealed record StackContext(
    StackSettings Settings,
    AzureNames Names,
    ResourceGroup Group,
    Output<string> SubscriptionId,
    Output<string> TenantId,
    Dictionary<string, string> Tags
)
{
    public Input<string> GroupName => Group.Name;
    public string Location => Settings.Location;
}
