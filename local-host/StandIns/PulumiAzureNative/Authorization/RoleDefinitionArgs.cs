namespace Pulumi.AzureNative.Authorization;

public sealed class RoleDefinitionArgs : ResourceArgs
{
    [Input("assignableScopes")]
    private InputList<string>? _assignableScopes;

    public InputList<string> AssignableScopes
    {
        get => _assignableScopes ??= [];
        set => _assignableScopes = value;
    }

    [Input("description")]
    public Input<string>? Description { get; set; }

    [Input("permissions")]
    private InputList<Inputs.PermissionArgs>? _permissions;

    public InputList<Inputs.PermissionArgs> Permissions
    {
        get => _permissions ??= [];
        set => _permissions = value;
    }

    [Input("roleDefinitionId")]
    public Input<string>? RoleDefinitionId { get; set; }

    [Input("roleName")]
    public Input<string>? RoleName { get; set; }

    [Input("roleType")]
    public Input<string>? RoleType { get; set; }

    [Input("scope", required: true)]
    public Input<string> Scope { get; set; } = null!;
}
