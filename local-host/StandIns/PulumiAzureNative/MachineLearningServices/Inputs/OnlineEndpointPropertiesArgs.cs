namespace Pulumi.AzureNative.MachineLearningServices.Inputs;

public sealed class OnlineEndpointPropertiesArgs : ResourceArgs
{
    [Input("authMode", required: true)]
    public InputUnion<string, EndpointAuthMode> AuthMode { get; set; } = null!;

    [Input("publicNetworkAccess")]
    public InputUnion<string, PublicNetworkAccessType>? PublicNetworkAccess { get; set; }
}
