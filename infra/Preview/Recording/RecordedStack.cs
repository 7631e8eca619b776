using Pulumi;
using ServerlessML.Infra;

namespace ServerlessML.Preview.Recording;

/// <summary>The program's stack, watched: of each resource the part that it belongs to, and what it waits for.</summary>
public sealed class RecordedStack() : ServerlessMlStack(new StackOptions { ResourceTransformations = { Note } })
{
    private static readonly AsyncLocal<List<ResourceTransformationArgs>?> Notes = new();

    /// <summary>Begins to keep what stacks made in this flow register.</summary>
    public static List<ResourceTransformationArgs> Watch() => Notes.Value = [];

    private static ResourceTransformationResult? Note(ResourceTransformationArgs resource)
    {
        Notes.Value?.Add(resource);
        return null;
    }
}
