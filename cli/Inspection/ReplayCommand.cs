using ServerlessML.Cli.Parsing;
using ServerlessML.LocalHost.Inspection;

namespace ServerlessML.Cli.Inspection;

/// <summary>
/// Replays exported histories against the workflows of this build: 1 when any diverges, so that an upgrade can be refused.
/// </summary>
internal static class ReplayCommand
{
    private const string DurableFunctions = "durable-functions";

    public static Command Make(Session session)
    {
        Argument<string[]> histories = new("history") { Description = "Files, or directories of *.json", Arity = ArgumentArity.OneOrMore };
        var from = Values.Among(
            new Option<string?>("--from") { Description = "Whose histories; without it, those of sml export", HelpName = DurableFunctions },
            DurableFunctions
        );
        Command command = new("replay", "Run this build's workflows over histories: ends with 1 when one would do something else")
        {
            histories,
            from,
        };
        command.SetAction(parse => Run(session, parse.GetValue(histories)!.SelectMany(Files), parse.GetValue(from) is not null));
        return command;

        IEnumerable<string> Files(string path) =>
            Directory.Exists(session.PathOf(path))
                ? Directory.EnumerateFiles(session.PathOf(path), "*.json").Order(StringComparer.Ordinal)
                : [session.PathOf(path)];
    }

    private static int Run(Session session, IEnumerable<string> files, bool fromDurableFunctions)
    {
        var workflows = new LifecycleReplay();
        var (count, diverging) = (0, 0);
        foreach (var (name, history) in files.SelectMany(file => LifecycleReplay.Read(file, fromDurableFunctions)))
        {
            var divergence = workflows.FindDivergence(history);
            count++;
            diverging += divergence is null ? 0 : 1;
            session.Out.WriteLine(
                $"{(divergence is null ? "same    " : "DIVERGES")}  {name}{(divergence is null ? "" : $"\n          {divergence}")}"
            );
        }

        session.Out.WriteLine($"{count} histories, {diverging} diverge");
        return count == 0 ? throw CommandFailedException.Usage("There is no history in what is named.", "Write some: sml export DIRECTORY")
            : diverging == 0 ? ExitCode.Done
            : ExitCode.Failed;
    }
}
