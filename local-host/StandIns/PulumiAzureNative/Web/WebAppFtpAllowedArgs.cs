namespace Pulumi.AzureNative.Web;

public sealed class WebAppFtpAllowedArgs : ResourceArgs
{
    [Input("allow", required: true)]
    public Input<bool> Allow { get; set; } = null!;

    [Input("name", required: true)]
    public Input<string> Name { get; set; } = null!;

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;
}
