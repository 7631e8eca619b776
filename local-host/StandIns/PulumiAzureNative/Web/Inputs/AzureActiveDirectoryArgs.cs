namespace Pulumi.AzureNative.Web.Inputs;

public sealed class AzureActiveDirectoryArgs : ResourceArgs
{
    [Input("enabled")]
    public Input<bool>? Enabled { get; set; }

    [Input("registration")]
    public Input<Inputs.AzureActiveDirectoryRegistrationArgs>? Registration { get; set; }

    [Input("validation")]
    public Input<Inputs.AzureActiveDirectoryValidationArgs>? Validation { get; set; }
}
