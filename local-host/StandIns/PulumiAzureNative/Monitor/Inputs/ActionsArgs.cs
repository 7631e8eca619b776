namespace Pulumi.AzureNative.Monitor.Inputs;

public sealed class ActionsArgs : ResourceArgs
{
    [Input("actionGroups")]
    private InputList<string>? _actionGroups;

    public InputList<string> ActionGroups
    {
        get => _actionGroups ??= [];
        set => _actionGroups = value;
    }
}
