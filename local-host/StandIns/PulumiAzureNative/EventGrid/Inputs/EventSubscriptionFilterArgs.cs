namespace Pulumi.AzureNative.EventGrid.Inputs;

public sealed class EventSubscriptionFilterArgs : ResourceArgs
{
    [Input("includedEventTypes")]
    private InputList<string>? _includedEventTypes;

    public InputList<string> IncludedEventTypes
    {
        get => _includedEventTypes ??= [];
        set => _includedEventTypes = value;
    }

    [Input("subjectBeginsWith")]
    public Input<string>? SubjectBeginsWith { get; set; }

    [Input("subjectEndsWith")]
    public Input<string>? SubjectEndsWith { get; set; }
}
