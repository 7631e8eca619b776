namespace Pulumi.AzureNative.Authorization.Inputs;

public sealed class PermissionArgs : ResourceArgs
{
    [Input("actions")]
    private InputList<string>? _actions;

    public InputList<string> Actions
    {
        get => _actions ??= [];
        set => _actions = value;
    }
}
