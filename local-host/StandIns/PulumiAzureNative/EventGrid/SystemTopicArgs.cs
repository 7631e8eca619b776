namespace Pulumi.AzureNative.EventGrid;

public sealed class SystemTopicArgs : ResourceArgs
{
    [Input("identity")]
    public Input<Inputs.IdentityInfoArgs>? Identity { get; set; }

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("source")]
    public Input<string>? Source { get; set; }

    [Input("systemTopicName")]
    public Input<string>? SystemTopicName { get; set; }

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }

    [Input("topicType")]
    public Input<string>? TopicType { get; set; }
}
