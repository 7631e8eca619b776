namespace Pulumi.AzureNative.Network.Inputs;

public sealed class AddressSpaceArgs : ResourceArgs
{
    [Input("addressPrefixes")]
    private InputList<string>? _addressPrefixes;

    public InputList<string> AddressPrefixes
    {
        get => _addressPrefixes ??= [];
        set => _addressPrefixes = value;
    }
}
