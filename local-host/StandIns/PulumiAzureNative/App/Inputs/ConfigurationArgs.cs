namespace Pulumi.AzureNative.App.Inputs;

public sealed class ConfigurationArgs : ResourceArgs
{
    [Input("activeRevisionsMode")]
    public InputUnion<string, ActiveRevisionsMode>? ActiveRevisionsMode { get; set; }

    [Input("ingress")]
    public Input<Inputs.IngressArgs>? Ingress { get; set; }

    [Input("maxInactiveRevisions")]
    public Input<int>? MaxInactiveRevisions { get; set; }

    [Input("registries")]
    private InputList<Inputs.RegistryCredentialsArgs>? _registries;

    public InputList<Inputs.RegistryCredentialsArgs> Registries
    {
        get => _registries ??= [];
        set => _registries = value;
    }
}
