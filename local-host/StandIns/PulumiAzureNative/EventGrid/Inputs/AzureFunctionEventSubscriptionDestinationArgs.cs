namespace Pulumi.AzureNative.EventGrid.Inputs;

public sealed class AzureFunctionEventSubscriptionDestinationArgs : ResourceArgs
{
    [Input("endpointType", required: true)]
    public Input<string> EndpointType { get; set; } = null!;

    [Input("maxEventsPerBatch")]
    public Input<int>? MaxEventsPerBatch { get; set; }

    [Input("resourceId")]
    public Input<string>? ResourceId { get; set; }
}
