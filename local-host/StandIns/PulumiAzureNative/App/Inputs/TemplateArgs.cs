namespace Pulumi.AzureNative.App.Inputs;

public sealed class TemplateArgs : ResourceArgs
{
    [Input("containers")]
    private InputList<Inputs.ContainerArgs>? _containers;

    public InputList<Inputs.ContainerArgs> Containers
    {
        get => _containers ??= [];
        set => _containers = value;
    }

    [Input("scale")]
    public Input<Inputs.ScaleArgs>? Scale { get; set; }

    [Input("terminationGracePeriodSeconds")]
    public Input<int>? TerminationGracePeriodSeconds { get; set; }
}
