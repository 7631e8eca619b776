namespace Pulumi.AzureNative.Web;

public sealed class WebAppAuthSettingsV2Args : ResourceArgs
{
    [Input("globalValidation")]
    public Input<Inputs.GlobalValidationArgs>? GlobalValidation { get; set; }

    [Input("httpSettings")]
    public Input<Inputs.HttpSettingsArgs>? HttpSettings { get; set; }

    [Input("identityProviders")]
    public Input<Inputs.IdentityProvidersArgs>? IdentityProviders { get; set; }

    [Input("login")]
    public Input<Inputs.LoginArgs>? Login { get; set; }

    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    [Input("platform")]
    public Input<Inputs.AuthPlatformArgs>? Platform { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;
}
