namespace Pulumi.AzureNative.EventGrid.Inputs;

public sealed class IdentityInfoArgs : ResourceArgs
{
    [Input("type")]
    public InputUnion<string, IdentityType>? Type { get; set; }

    [Input("userAssignedIdentities")]
    private InputMap<Inputs.UserIdentityPropertiesArgs>? _userAssignedIdentities;

    public InputMap<Inputs.UserIdentityPropertiesArgs> UserAssignedIdentities
    {
        get => _userAssignedIdentities ??= [];
        set => _userAssignedIdentities = value;
    }
}
