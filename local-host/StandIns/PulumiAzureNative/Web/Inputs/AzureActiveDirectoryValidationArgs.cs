namespace Pulumi.AzureNative.Web.Inputs;

public sealed class AzureActiveDirectoryValidationArgs : ResourceArgs
{
    [Input("allowedAudiences")]
    private InputList<string>? _allowedAudiences;

    public InputList<string> AllowedAudiences
    {
        get => _allowedAudiences ??= [];
        set => _allowedAudiences = value;
    }
}
