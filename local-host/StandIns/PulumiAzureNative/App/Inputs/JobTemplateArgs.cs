namespace Pulumi.AzureNative.App.Inputs;

public sealed class JobTemplateArgs : ResourceArgs
{
    [Input("containers")]
    private InputList<Inputs.ContainerArgs>? _containers;

    public InputList<Inputs.ContainerArgs> Containers
    {
        get => _containers ??= [];
        set => _containers = value;
    }
}
