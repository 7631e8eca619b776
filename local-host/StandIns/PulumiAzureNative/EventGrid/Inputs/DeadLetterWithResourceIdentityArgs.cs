namespace Pulumi.AzureNative.EventGrid.Inputs;

public sealed class DeadLetterWithResourceIdentityArgs : ResourceArgs
{
    [Input("deadLetterDestination")]
    public Input<Inputs.StorageBlobDeadLetterDestinationArgs>? DeadLetterDestination { get; set; }

    [Input("identity")]
    public Input<Inputs.EventSubscriptionIdentityArgs>? Identity { get; set; }
}
