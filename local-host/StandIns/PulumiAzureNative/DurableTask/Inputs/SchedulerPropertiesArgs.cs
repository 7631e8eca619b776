namespace Pulumi.AzureNative.DurableTask.Inputs;

public sealed class SchedulerPropertiesArgs : ResourceArgs
{
    [Input("ipAllowlist", required: true)]
    private InputList<string>? _ipAllowlist;

    public InputList<string> IpAllowlist
    {
        get => _ipAllowlist ??= [];
        set => _ipAllowlist = value;
    }

    [Input("sku", required: true)]
    public Input<Inputs.SchedulerSkuArgs> Sku { get; set; } = null!;
}
