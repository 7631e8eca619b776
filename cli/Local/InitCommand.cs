using ServerlessML.LocalHost.Inspection;

namespace ServerlessML.Cli.Local;

/// <summary>Drafts <c>pipeline.yaml</c> from files.</summary>
internal static class InitCommand
{
    private const string Usual = "pipeline.yaml";

    public static Command Make(Session session)
    {
        Argument<string[]> files = new("file") { Description = "Files of one batch, or its folder", Arity = ArgumentArity.OneOrMore };
        Option<string> label = new("--label")
        {
            Description = "The column to predict",
            HelpName = "COLUMN",
            Required = true,
        };
        Option<string?> name = new("--name") { Description = "The pipeline's name; by default the first file's", HelpName = "NAME" };
        Option<string> output = new("--out")
        {
            Description = "Where the definition is written; - for standard output",
            HelpName = "FILE",
            DefaultValueFactory = _ => Usual,
        };
        Option<bool> force = new("--force") { Description = "Write over a file that is there" };
        Command command = new("init", "Draft a pipeline.yaml from your data, with a comment where it is a guess")
        {
            files,
            label,
            name,
            output,
            force,
        };
        command.SetAction(parse =>
            Run(
                [.. parse.GetRequiredValue(files).Select(session.PathOf)],
                parse.GetRequiredValue(label),
                parse.GetValue(name),
                parse.GetRequiredValue(output),
                parse.GetValue(force),
                session
            )
        );
        return command;
    }

    private static int Run(IReadOnlyList<string> paths, string label, string? name, string output, bool force, Session session)
    {
        var path = output == "-" ? null : session.PathOf(output);
        if (path is not null && File.Exists(path) && !force)
        {
            throw CommandFailedException.Usage(
                $"There is a file '{output}' already.",
                "Name another with --out, or write over it with --force."
            );
        }

        var draft = DefinitionDrafting.Of(paths, label, name);
        if (path is null)
        {
            session.Out.Write(draft.Yaml);
        }
        else
        {
            File.WriteAllText(path, draft.Yaml);
            session.Tell($"Drafted {output}. Read what is behind a #, then see whether your files keep it: sml validate {output} FILE…");
        }

        foreach (var remark in draft.Remarks)
        {
            session.Tell(remark);
        }

        return ExitCode.Done;
    }
}
