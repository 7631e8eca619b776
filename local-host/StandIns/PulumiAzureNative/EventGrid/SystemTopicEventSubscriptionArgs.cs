namespace Pulumi.AzureNative.EventGrid;

public sealed class SystemTopicEventSubscriptionArgs : ResourceArgs
{
    [Input("deadLetterWithResourceIdentity")]
    public Input<Inputs.DeadLetterWithResourceIdentityArgs>? DeadLetterWithResourceIdentity { get; set; }

    [Input("destination")]
    public Input<object>? Destination { get; set; }

    [Input("eventDeliverySchema")]
    public InputUnion<string, EventDeliverySchema>? EventDeliverySchema { get; set; }

    [Input("eventSubscriptionName")]
    public Input<string>? EventSubscriptionName { get; set; }

    [Input("filter")]
    public Input<Inputs.EventSubscriptionFilterArgs>? Filter { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("retryPolicy")]
    public Input<Inputs.RetryPolicyArgs>? RetryPolicy { get; set; }

    [Input("systemTopicName", required: true)]
    public Input<string> SystemTopicName { get; set; } = null!;
}
