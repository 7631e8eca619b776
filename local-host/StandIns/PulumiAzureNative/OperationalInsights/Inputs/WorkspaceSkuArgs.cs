namespace Pulumi.AzureNative.OperationalInsights.Inputs;

public sealed class WorkspaceSkuArgs : ResourceArgs
{
    [Input("name", required: true)]
    public InputUnion<string, WorkspaceSkuNameEnum> Name { get; set; } = null!;
}
