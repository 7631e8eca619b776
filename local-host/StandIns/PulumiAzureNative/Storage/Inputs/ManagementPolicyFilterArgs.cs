namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class ManagementPolicyFilterArgs : ResourceArgs
{
    [Input("blobTypes", required: true)]
    private InputList<string>? _blobTypes;

    public InputList<string> BlobTypes
    {
        get => _blobTypes ??= [];
        set => _blobTypes = value;
    }

    [Input("prefixMatch")]
    private InputList<string>? _prefixMatch;

    public InputList<string> PrefixMatch
    {
        get => _prefixMatch ??= [];
        set => _prefixMatch = value;
    }
}
