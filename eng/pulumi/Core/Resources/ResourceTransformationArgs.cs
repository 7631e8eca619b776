namespace Pulumi;

public readonly struct ResourceTransformationArgs
{
    public ResourceTransformationArgs(Resource resource, ResourceArgs args, ResourceOptions options) =>
        (Resource, Args, Options) = (resource, args, options);

    public Resource Resource { get; }
    public ResourceArgs Args { get; }
    public ResourceOptions Options { get; }
}
