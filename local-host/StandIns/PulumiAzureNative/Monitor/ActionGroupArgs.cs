namespace Pulumi.AzureNative.Monitor;

public sealed class ActionGroupArgs : ResourceArgs
{
    [Input("actionGroupName")]
    public Input<string>? ActionGroupName { get; set; }

    [Input("emailReceivers")]
    private InputList<Inputs.MicrosoftCommonEmailReceiverArgs>? _emailReceivers;

    public InputList<Inputs.MicrosoftCommonEmailReceiverArgs> EmailReceivers
    {
        get => _emailReceivers ??= [];
        set => _emailReceivers = value;
    }

    [Input("enabled", required: true)]
    public Input<bool> Enabled { get; set; } = null!;

    [Input("groupShortName", required: true)]
    public Input<string> GroupShortName { get; set; } = null!;

    [Input("location")]
    public Input<string>? Location { get; set; }

    [Input("resourceGroupName", required: true)]
    public Input<string> ResourceGroupName { get; set; } = null!;

    [Input("tags")]
    private InputMap<string>? _tags;

    public InputMap<string> Tags
    {
        get => _tags ??= [];
        set => _tags = value;
    }
}
