namespace Pulumi.AzureNative.Web.Inputs;

public sealed class IdentityProvidersArgs : ResourceArgs
{
    [Input("azureActiveDirectory")]
    public Input<Inputs.AzureActiveDirectoryArgs>? AzureActiveDirectory { get; set; }
}
