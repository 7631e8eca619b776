using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Pulumi;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace ServerlessML.Preview.Recording;

/// <summary>Runs the program without an engine, by the test support that Pulumi brings, and draws together what it would make.</summary>
public static class Recorder
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <param name="project">The project's name.</param>
    /// <param name="stack">The stack's.</param>
    /// <param name="config">The stack's settings, by full key.</param>
    /// <exception cref="RunException">The program refuses the settings; the message names one.</exception>
    public static async Task<ResourceGraph> RunAsync(string project, string stack, IReadOnlyDictionary<string, string> config)
    {
        // A program finds its settings in the process's environment, of which there is one.
        await OneAtATime.WaitAsync();
        try
        {
            Environment.SetEnvironmentVariable("PULUMI_CONFIG", JsonSerializer.Serialize(config));
            RecordingMocks mocks = new();
            var notes = RecordedStack.Watch();
            var made = await Deployment.TestAsync<RecordedStack>(
                mocks,
                new TestOptions
                {
                    ProjectName = project,
                    StackName = stack,
                    OrganizationName = "organization",
                    IsPreview = true,
                }
            );
            return new()
            {
                Project = project,
                Stack = stack,
                Nodes =
                [
                    .. notes
                        .Select(note => Node(note, mocks))
                        .OfType<ResourceNode>()
                        .OrderBy(node => node.Part, StringComparer.Ordinal)
                        .ThenBy(node => node.Name, StringComparer.Ordinal),
                ],
                References = [.. References(notes, mocks)],
                Waits = await WaitsAsync(notes, mocks),
                Release = config.GetValueOrDefault("serverlessml:release"),
                Outputs = await OutputsAsync(made.OfType<RecordedStack>().Single()),
            };
        }
        finally
        {
            Environment.SetEnvironmentVariable("PULUMI_CONFIG", null);
            OneAtATime.Release();
        }
    }

    private static ResourceNode? Node(ResourceTransformationArgs note, RecordingMocks mocks)
    {
        if (!mocks.Made.TryGetValue(Key(note.Resource), out var made))
        {
            return null;
        }

        var isComponent = note.Resource is ComponentResource;
        return new(
            note.Resource.GetResourceName(),
            note.Resource.GetResourceType(),
            note.Options.Parent?.GetResourceName() ?? "",
            isComponent,
            made.Id,
            made.Args.Inputs.ToImmutableSortedDictionary(StringComparer.Ordinal)
        )
        {
            Marks = isComponent
                ? []
                :
                [
                    made.Id,
                    .. made
                        .State.Where(pair => !made.Args.Inputs.ContainsKey(pair.Key) || pair.Key == "properties")
                        .SelectMany(pair => ResourceGraph.Strings(pair.Value))
                        .Where(IsTelling)
                        .Except(ResourceGraph.Strings(made.Args.Inputs)),
                ],
        };
    }

    // Names and settings occur in many places; addresses and ids only where they are meant.
    private static bool IsTelling(string text) => text.Length > 12 && text.AsSpan().IndexOfAny('.', '<') >= 0;

    private static IEnumerable<(string From, string To)> References(List<ResourceTransformationArgs> notes, RecordingMocks mocks)
    {
        var nodes = notes.Select(note => Node(note, mocks)).OfType<ResourceNode>().Where(node => !node.IsComponent).ToList();
        foreach (var from in nodes)
        {
            var texts = ResourceGraph.Strings(from.Inputs).Append(from.Id).ToList();
            var seen = nodes
                .Where(to =>
                    to != from
                    && to.Type != "azure-native:resources:ResourceGroup"
                    && texts.Any(text => to.Marks.Any(mark => Refers(text, mark, from, to)))
                )
                .ToList();
            // Whoever refers to a container refers to it, and not to its account as well.
            foreach (
                var to in seen.Where(to => !seen.Any(other => other != to && other.Id.StartsWith($"{to.Id}/", StringComparison.Ordinal)))
            )
            {
                yield return (from.Name, to.Name);
            }
        }
    }

    // Whoever waits for a part waits for all that it is made of.
    private static async Task<IReadOnlyList<(string From, string To)>> WaitsAsync(
        List<ResourceTransformationArgs> notes,
        RecordingMocks mocks
    )
    {
        var inPart = notes.Where(note => note.Options.Parent is not null).ToLookup(note => note.Options.Parent!, note => note.Resource);
        List<(string, string)> waits = [];
        foreach (var note in notes.Where(note => note.Resource is CustomResource && mocks.Made.ContainsKey(Key(note.Resource))))
        {
            foreach (
                var other in (await ResourceDependencies.OfAsync(note)).SelectMany(one => one is ComponentResource ? inPart[one] : [one])
            )
            {
                waits.Add((note.Resource.GetResourceName(), other.GetResourceName()));
            }
        }

        return waits;
    }

    private static bool Refers(string text, string mark, ResourceNode from, ResourceNode to) =>
        text == from.Id
            ? mark == to.Id && text.StartsWith($"{mark}/", StringComparison.Ordinal)
            : text == mark
                || (
                    text.Contains(mark, StringComparison.Ordinal)
                    && (mark != to.Id || text.StartsWith($"{mark}/", StringComparison.Ordinal))
                );

    private static async Task<ImmutableSortedDictionary<string, string>> OutputsAsync(RecordedStack stack)
    {
        var outputs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (
            var property in stack
                .GetType()
                .GetProperties()
                .Where(property => property.IsDefined(typeof(OutputAttribute)) && property.Name != nameof(Resource.Urn))
        )
        {
            outputs[property.Name] = Convert.ToString(
                await OutputUtilities.GetValueAsync((Output<string>)property.GetValue(stack)!),
                CultureInfo.InvariantCulture
            )!;
        }

        return outputs.ToImmutable();
    }

    private static string Key(Resource resource) => $"{resource.GetResourceType()}::{resource.GetResourceName()}";
}
