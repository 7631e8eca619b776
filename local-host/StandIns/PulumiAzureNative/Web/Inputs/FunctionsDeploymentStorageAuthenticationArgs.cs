namespace Pulumi.AzureNative.Web.Inputs;

public sealed class FunctionsDeploymentStorageAuthenticationArgs : ResourceArgs
{
    [Input("type")]
    public InputUnion<string, AuthenticationType>? Type { get; set; }

    [Input("userAssignedIdentityResourceId")]
    public Input<string>? UserAssignedIdentityResourceId { get; set; }
}
