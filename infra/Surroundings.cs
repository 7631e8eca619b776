using Pulumi.AzureNative.Resources;

namespace ServerlessML.Infra;

/// <summary>What every part is given.</summary>
public sealed record Surroundings(StackSettings Settings, AzureNames Names, ResourceGroup Group, Output<string> SubscriptionId, Output<string> TenantId, Dictionary<string, string> Tags)
{
    public Input<string> GroupName => Group.Name;
    public string Location => Settings.Location;
}
