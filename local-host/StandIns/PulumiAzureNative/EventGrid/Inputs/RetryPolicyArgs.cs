namespace Pulumi.AzureNative.EventGrid.Inputs;

public sealed class RetryPolicyArgs : ResourceArgs
{
    [Input("eventTimeToLiveInMinutes")]
    public Input<int>? EventTimeToLiveInMinutes { get; set; }

    [Input("maxDeliveryAttempts")]
    public Input<int>? MaxDeliveryAttempts { get; set; }
}
