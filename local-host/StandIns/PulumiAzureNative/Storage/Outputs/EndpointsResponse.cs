namespace Pulumi.AzureNative.Storage.Outputs;

[OutputType]
public sealed class EndpointsResponse
{
    public readonly string Blob;

    [OutputConstructor]
    private EndpointsResponse(string blob)
    {
        Blob = blob;
    }
}
