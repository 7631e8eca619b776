using System.Collections.Immutable;

namespace Pulumi;

public class Resource
{
    internal const string UrnName = "urn";

    private readonly string _type;
    private readonly string _name;
    private readonly ImmutableArray<ResourceTransformation> _transformations;

    private protected Resource(string type, string name, bool custom, ResourceArgs args, ResourceOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (_type, _name) = (type, name);
        Promises = OutputPromises.Of(this);
        Parent = type == Stack.RootType ? null : options.Parent ?? Deployment.Required.Stack;
        _transformations = [.. options.ResourceTransformations, .. Parent?._transformations ?? []];
        foreach (var transformation in _transformations)
        {
            if (transformation(new(this, args, options)) is { } changed)
            {
                (args, options) =
                    changed.Options.Parent == options.Parent
                        ? (changed.Args, changed.Options)
                        : throw new ArgumentException("Transformations cannot currently be used to change the 'parent' of a resource.");
            }
        }

        IsCustom = custom;
        Parent?.Children.Add(this);
        Deployment.Required.Register(this, args, options);
    }

    [Output(UrnName)]
    public Output<string> Urn { get; private protected set; } = null!;

    internal bool IsCustom { get; }
    internal Resource? Parent { get; }
    internal List<Resource> Children { get; } = [];
    internal OutputPromises Promises { get; }

    public string GetResourceType() => _type;

    public string GetResourceName() => _name;
}
