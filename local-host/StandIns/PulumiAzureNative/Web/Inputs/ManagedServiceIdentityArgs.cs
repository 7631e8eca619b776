namespace Pulumi.AzureNative.Web.Inputs;

public sealed class ManagedServiceIdentityArgs : ResourceArgs
{
    [Input("type")]
    public Input<ManagedServiceIdentityType>? Type { get; set; }

    [Input("userAssignedIdentities")]
    private InputList<string>? _userAssignedIdentities;

    public InputList<string> UserAssignedIdentities
    {
        get => _userAssignedIdentities ??= [];
        set => _userAssignedIdentities = value;
    }
}
