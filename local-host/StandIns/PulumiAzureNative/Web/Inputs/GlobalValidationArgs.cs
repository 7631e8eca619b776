namespace Pulumi.AzureNative.Web.Inputs;

public sealed class GlobalValidationArgs : ResourceArgs
{
    [Input("requireAuthentication")]
    public Input<bool>? RequireAuthentication { get; set; }

    [Input("unauthenticatedClientAction")]
    public Input<UnauthenticatedClientActionV2>? UnauthenticatedClientAction { get; set; }
}
