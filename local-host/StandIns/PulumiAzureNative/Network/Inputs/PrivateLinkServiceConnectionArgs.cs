namespace Pulumi.AzureNative.Network.Inputs;

public sealed class PrivateLinkServiceConnectionArgs : ResourceArgs
{
    [Input("groupIds")]
    private InputList<string>? _groupIds;

    public InputList<string> GroupIds
    {
        get => _groupIds ??= [];
        set => _groupIds = value;
    }

    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("privateLinkServiceId")]
    public Input<string>? PrivateLinkServiceId { get; set; }
}
