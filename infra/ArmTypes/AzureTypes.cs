using System.Text.Json.Nodes;
using Azure.Bicep.Types;
using Azure.Bicep.Types.Az;
using Azure.Bicep.Types.Concrete;

namespace ServerlessML.ArmTypes;

/// <summary>The types of Azure's resources by version of their API, as Azure publishes them for Bicep.</summary>
public static class AzureTypes
{
    private static readonly AzTypeLoader Loader = new();
    private static readonly Lock OneAtATime = new();
    private static readonly Dictionary<string, TypeBase> Loaded = new(StringComparer.OrdinalIgnoreCase);

    // Versions that were published without types for Bicep, and the last before them that has some.
    private static readonly Dictionary<string, string> Nearest = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Web@2025-05-01"] = "2025-03-01",
    };

    private static readonly Lazy<Dictionary<string, CrossFileTypeReference>> Index = new(() =>
        new(Loader.LoadTypeIndex().Resources, StringComparer.OrdinalIgnoreCase)
    );

    /// <param name="type">Such as <c>Microsoft.App/jobs</c>.</param>
    /// <param name="apiVersion">Of Azure's API.</param>
    /// <exception cref="ArgumentException">There is no such type in this version; the message names it.</exception>
    public static TypeBase Body(string type, string apiVersion)
    {
        var name = $"{type}@{Nearest.GetValueOrDefault($"{type.Split('/')[0]}@{apiVersion}", apiVersion)}";
        lock (OneAtATime)
        {
            if (!Loaded.TryGetValue(name, out var body))
            {
                Loaded[name] = body = Index.Value.TryGetValue(name, out var place)
                    ? Loader.LoadResourceType(place).Body.Type
                    : throw new ArgumentException($"Azure has no {name}.", nameof(type));
            }

            return body;
        }
    }

    /// <summary>The type of a member within a body.</summary>
    /// <param name="body">Of a resource.</param>
    /// <param name="path">Members' names, separated by full stops.</param>
    /// <exception cref="ArgumentException">There is no such member; the message names it.</exception>
    public static TypeBase Part(TypeBase body, string path) =>
        path.Split('.')
            .Aggregate(body, (type, name) =>
                type is ObjectType known && known.Properties.TryGetValue(name, out var member)
                    ? member.Type.Type
                    : throw new ArgumentException($"The type has no {path}: {name} is not there.", nameof(path))
            );

    /// <summary>
    /// What is wrong with a resource's body; nothing when it is as Azure's types say, but for what is known of them to be wrong.
    /// </summary>
    public static IEnumerable<BodyProblem> Check(string type, string apiVersion, JsonNode? body, BodyPurpose purpose) =>
        BodyCheck.Find(Body(type, apiVersion), body, purpose).Where(problem => !TypeGap.All.Any(gap => gap.Covers(type, problem)));
}
