namespace Pulumi.AzureNative.Storage.Inputs;

public sealed class DateAfterCreationArgs : ResourceArgs
{
    [Input("daysAfterCreationGreaterThan", required: true)]
    public Input<double> DaysAfterCreationGreaterThan { get; set; } = null!;
}
