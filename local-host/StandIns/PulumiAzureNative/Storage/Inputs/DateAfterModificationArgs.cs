namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class DateAfterModificationArgs : ResourceArgs
{
    [Input("daysAfterModificationGreaterThan")]
    public Input<double>? DaysAfterModificationGreaterThan { get; set; }
}
