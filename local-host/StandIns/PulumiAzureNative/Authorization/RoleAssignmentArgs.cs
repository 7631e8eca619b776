namespace Pulumi.AzureNative.Authorization;

public sealed class RoleAssignmentArgs : ResourceArgs
{
    [Input("description")]
    public Input<string>? Description { get; set; }

    [Input("principalId", required: true)]
    public Input<string> PrincipalId { get; set; } = null!;

    [Input("principalType")]
    public InputUnion<string, PrincipalType>? PrincipalType { get; set; }

    [Input("roleDefinitionId", required: true)]
    public Input<string> RoleDefinitionId { get; set; } = null!;

    [Input("scope", required: true)]
    public Input<string> Scope { get; set; } = null!;
}
