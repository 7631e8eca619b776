namespace Pulumi.AzureNative.Monitor.Inputs;

public sealed class ScheduledQueryRuleCriteriaArgs : ResourceArgs
{
    [Input("allOf")]
    private InputList<Inputs.ConditionArgs>? _allOf;

    public InputList<Inputs.ConditionArgs> AllOf
    {
        get => _allOf ??= [];
        set => _allOf = value;
    }
}
