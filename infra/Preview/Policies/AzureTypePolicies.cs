using ServerlessML.ArmTypes;
using ServerlessML.Preview.Arm;

namespace ServerlessML.Preview.Policies;

/// <summary>What Azure's own types do not have: a member or a value that Pulumi takes and Azure refuses.</summary>
internal static class AzureTypePolicies
{
    public static IEnumerable<string> Find(ResourceGraph graph) => graph.Resources.SelectMany(Find);

    private static IEnumerable<string> Find(ResourceNode resource)
    {
        var (type, version) = (AzureId.TypeOf(resource.Id), ApiVersions.Of(resource.Type));
        return AzureTypes
            .Check(type, version, ArmBody.Of(resource, AzureTypes.Body(type, version)), BodyPurpose.Put)
            .Select(problem => $"{resource.Name}: {problem} ({type}@{version})");
    }
}
