using System.Reflection;

namespace Pulumi;

/// <summary>A resource that is made of others.</summary>
public class ComponentResource : Resource
{
    public ComponentResource(string type, string name, ComponentResourceOptions? options = null)
        : base(type, name, custom: false, ResourceArgs.Empty, options ?? new ComponentResourceOptions()) { }

    protected void RegisterOutputs() =>
        RegisterOutputs(
            GetType()
                .GetProperties()
                .Where(property => property.Name != nameof(Urn) && property.IsDefined(typeof(OutputAttribute)))
                .ToDictionary(
                    property => property.GetCustomAttribute<OutputAttribute>()!.Name ?? property.Name,
                    property => property.GetValue(this)
                )
        );

    protected void RegisterOutputs(IDictionary<string, object?> outputs) => Deployment.Required.RegisterOutputs(this, outputs);
}
