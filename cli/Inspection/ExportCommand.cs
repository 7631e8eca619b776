namespace ServerlessML.Cli.Inspection;

/// <summary>Writes histories to a directory, one file an instance, for <see cref="ReplayCommand"/>.</summary>
internal static class ExportCommand
{
    public static Command Make(Session session)
    {
        Argument<string> directory = new("directory") { Description = "Where the histories go" };
        Argument<string[]> ids = new("id")
        {
            Description = "Which instances; those of the options without it",
            Arity = ArgumentArity.ZeroOrMore,
        };
        DurableDatabase database = new(session);
        Command command = new("export", "Write histories of the local system, for replay") { directory, ids };
        database.AddTo(command);
        command.SetAction(parse =>
        {
            using var inspector = database.Open(parse);
            var asked = parse.GetValue(ids) is { Length: > 0 } named
                ? named
                : database.List(inspector, parse).Select(instance => instance.Id).ToArray();
            var folder = Directory.CreateDirectory(session.PathOf(parse.GetValue(directory)!)).FullName;
            foreach (var id in asked)
            {
                var history = inspector.Export(id) ?? throw InstancesCommand.Missing(id);
                File.WriteAllText(Path.Combine(folder, $"{Uri.EscapeDataString(id)}.json"), history.Write());
            }

            session.Out.WriteLine($"{asked.Length} histories in {parse.GetValue(directory)}");
        });
        return command;
    }
}
