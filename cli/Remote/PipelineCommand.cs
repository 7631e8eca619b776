using System.Text;
using ServerlessML.Cli.Output;
using ServerlessML.Contracts.Identity;
using YamlDotNet.RepresentationModel;

namespace ServerlessML.Cli.Remote;

/// <summary>Definitions of pipelines: lists them, shows one, puts one.</summary>
internal static class PipelineCommand
{
    public static Command Make(Session session) =>
        new("pipeline", "Definitions of pipelines: list, show, put") { List(session), Show(session), Put(session) };

    private static Command Put(Session session)
    {
        Argument<string> file = new("file") { Description = "A pipeline.yaml; its name: says which pipeline" };
        Option<string?> match = new("--if-match")
        {
            Description = "The ETag that was shown: refused when it changed since",
            HelpName = "ETAG",
        };
        Command command = new("put", "Store the definition of a pipeline; batches that waited for it start") { file, match };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            var path = session.PathOf(parse.GetValue(file)!);
            var text = File.Exists(path)
                ? await File.ReadAllTextAsync(path)
                : throw new CommandFailedException(
                    ExitCode.Failed,
                    $"There is no file '{path}'.",
                    "Name a pipeline.yaml; docs/reference/pipeline.md says what is in one."
                );
            var pipeline = NameOf(text, path);
            // Locally whoever has the folder has every role; a change of the policy needs the one that it names.
            using var api = connection.Open(parse, Role.Operator);
            var answer = await api.SendAsync(
                HttpMethod.Put,
                $"pipelines/{Uri.EscapeDataString(pipeline)}",
                () => new StringContent(text, Encoding.UTF8, "application/yaml"),
                parse.GetValue(match) is { } tag ? [("If-Match", tag)] : []
            );
            var document = answer.Json;
            output.Write(session, parse, document, () =>
                Listing.Facts([
                    ("pipeline", pipeline),
                    ("digest", PartTable.Text(document["digest"])),
                    .. (document["started"]?.AsArray() ?? []).Select(run => ("started", (string?)PartTable.Text(run))),
                ])
            );
            if (output.IsForPeople(parse))
            {
                session.Tell($"Next: sml land {pipeline} FILE…");
            }
        });
        return command;
    }

    private static Command List(Session session)
    {
        Command command = new("list", "List the pipelines");
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var answer = await api.GetAsync("pipelines");
            output.Write(session, parse, answer, () =>
                new(["pipeline"], [.. answer["pipelines"]!.AsArray().Select(one => (string[])[PartTable.Text(one)])])
            );
        });
        return command;
    }

    private static Command Show(Session session)
    {
        Argument<string> pipeline = new("pipeline") { Description = "Which one" };
        Command command = new("show", "Show a definition as it was put") { pipeline };
        var connection = new Connection(session).AddTo(command);
        command.SetAction(async parse =>
        {
            using var api = connection.Open(parse);
            var answer = await api.SendAsync(HttpMethod.Get, $"pipelines/{Uri.EscapeDataString(parse.GetValue(pipeline)!)}");
            session.Out.WriteLine(PlainText.Lines(answer.Text.TrimEnd()));
            session.Tell($"ETag: {answer.Tag}");
        });
        return command;
    }

    private static string NameOf(string text, string path)
    {
        try
        {
            YamlStream yaml = [];
            yaml.Load(new StringReader(text));
            if (
                yaml.Documents is [{ RootNode: YamlMappingNode root }]
                && root.Children.TryGetValue(new YamlScalarNode("name"), out var name)
                && name is YamlScalarNode { Value: { Length: > 0 } value }
            )
            {
                return value;
            }
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{path} is no YAML: {e.Message}", "See docs/reference/pipeline.md.");
        }

        throw new CommandFailedException(ExitCode.Failed, $"{path} has no name:", "Write name: NAME at its beginning.");
    }
}
