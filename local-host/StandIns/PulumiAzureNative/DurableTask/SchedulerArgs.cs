namespace Pulumi.AzureNative.DurableTask;

public sealed class SchedulerArgs : ResourceArgs
{
    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("properties")]
    public Input<Inputs.SchedulerPropertiesArgs>? Properties { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("schedulerName")]
    public Input<string>? SchedulerName { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }
}
