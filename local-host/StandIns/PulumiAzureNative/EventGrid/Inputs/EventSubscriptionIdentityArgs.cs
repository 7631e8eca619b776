namespace Pulumi.AzureNative.EventGrid.Inputs;

public sealed class EventSubscriptionIdentityArgs : ResourceArgs
{
    [Input("type")]
    public InputUnion<string, EventSubscriptionIdentityType>? Type { get; set; }

    [Input("userAssignedIdentity")]
    public Input<string>? UserAssignedIdentity { get; set; }
}
