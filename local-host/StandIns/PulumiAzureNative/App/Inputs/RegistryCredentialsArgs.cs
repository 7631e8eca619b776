namespace Pulumi.AzureNative.App.Inputs;

public sealed class RegistryCredentialsArgs : ResourceArgs
{
    [Input("identity")]
    public Input<string>? Identity { get; set; }

    [Input("server")]
    public Input<string>? Server { get; set; }
}
