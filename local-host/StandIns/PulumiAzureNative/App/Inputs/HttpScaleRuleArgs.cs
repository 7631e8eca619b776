namespace Pulumi.AzureNative.App.Inputs;

public sealed class HttpScaleRuleArgs : ResourceArgs
{
    [Input("metadata")]
    private InputMap<string>? _metadata;

    public InputMap<string> Metadata
    {
        get => _metadata ??= [];
        set => _metadata = value;
    }
}
