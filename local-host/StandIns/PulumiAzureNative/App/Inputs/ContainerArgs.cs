namespace Pulumi.AzureNative.App.Inputs;

public sealed class ContainerArgs : ResourceArgs
{
    [Input("env")]
    private InputList<Inputs.EnvironmentVarArgs>? _env;

    public InputList<Inputs.EnvironmentVarArgs> Env
    {
        get => _env ??= [];
        set => _env = value;
    }

    [Input("image")]
    public Input<string>? Image { get; set; }

    [Input("name")]
    public Input<string>? Name { get; set; }

    [Input("probes")]
    private InputList<Inputs.ContainerAppProbeArgs>? _probes;

    public InputList<Inputs.ContainerAppProbeArgs> Probes
    {
        get => _probes ??= [];
        set => _probes = value;
    }

    [Input("resources")]
    public Input<Inputs.ContainerResourcesArgs>? Resources { get; set; }
}
