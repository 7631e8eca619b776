using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Remote;

/// <summary>Shows the logs of the system on this machine.</summary>
internal static class LogsCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    public static Command Make(Session session)
    {
        Argument<string?> about = new("run") { Description = "Lines that name this run, or any text", Arity = ArgumentArity.ZeroOrOne };
        Option<string[]> parts = new("--part")
        {
            Description = "Of these parts: host, runner, gateway, azurite (all)",
            HelpName = "PART",
            AllowMultipleArgumentsPerToken = false,
        };
        Option<bool> follow = new("--follow", "-f") { Description = "Go on with what is written from now on" };
        var tail = Parsing.Values.Number("--tail", "How many of the last lines of each part", 50, 0, int.MaxValue);
        Command command = new("logs", "Show the logs of the system on this machine") { about, parts, follow, tail };
        var connection = new Connection(session).AddTo(command);
        command.SetAction(
            async (parse, cancellation) =>
            {
                if (!connection.IsLocal(parse))
                {
                    throw new CommandFailedException(
                        ExitCode.Failed,
                        "The logs of a system in Azure are in Application Insights.",
                        "Ask there (docs/operations/azure.md), or see what a run says: sml run show RUN, sml watch RUN"
                    );
                }

                var files = Files(connection.DataOf(parse), parse.GetValue(parts) ?? []);
                var width = files.Max(file => file.Part.Length);
                var contains = parse.GetValue(about) ?? "";
                List<LogTail> tails = [];
                foreach (var (part, path) in files)
                {
                    LogTail log = new(path);
                    tails.Add(log);
                    foreach (var line in log.Read().Where(Wanted).TakeLast(parse.GetValue(tail)))
                    {
                        Write(part, line);
                    }
                }

                while (parse.GetValue(follow))
                {
                    await Task.Delay(Interval, session.Time, cancellation);
                    foreach (var (log, (part, _)) in tails.Zip(files))
                    {
                        foreach (var line in log.Read().Where(Wanted))
                        {
                            Write(part, line);
                        }
                    }
                }

                bool Wanted(string line) => line.Contains(contains, StringComparison.OrdinalIgnoreCase);
                void Write(string part, string line) => session.Out.WriteLine($"{part.PadRight(width)}  {PlainText.Line(line)}");
            }
        );
        return command;
    }

    private static List<(string Part, string Path)> Files(string data, string[] parts)
    {
        var folder = Path.Combine(data, "logs");
        List<(string Part, string Path)> files =
        [
            .. (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.log") : [])
                .Select(path => (Path.GetFileNameWithoutExtension(path), path))
                .Where(file => parts.Length == 0 || parts.Contains(file.Item1))
                .Order(),
        ];
        return files.Count > 0
            ? files
            : throw new CommandFailedException(
                ExitCode.Failed,
                $"There are no such logs in {folder}.",
                $"Start the system: ./serverlessml up --data {data}; or name another folder by --data."
            );
    }
}
