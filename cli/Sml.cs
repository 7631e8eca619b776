using System.CommandLine.Parsing;
using ServerlessML.Cli.Inspection;
using ServerlessML.Cli.Local;
using ServerlessML.Cli.Output;
using ServerlessML.Cli.Parsing;
using ServerlessML.Cli.Programs;
using ServerlessML.Cli.Remote;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.Cli;

/// <summary>The command line <c>sml</c>: one tree of commands, one parser.</summary>
public static class Sml
{
    /// <summary>Parses a command line, runs its command and says how it ended.</summary>
    /// <returns>One of <see cref="ExitCode"/>, or the code of a program that it started.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Session session)
    {
        var parse = Root(session).Parse(arguments);
        if (UnknownOption(parse) is { } option)
        {
            return Refuse(parse, session, Unknown(parse, option));
        }

        if (parse.Errors.Count > 0 && parse.Action is not System.CommandLine.Help.HelpAction)
        {
            return Refuse(parse, session);
        }

        try
        {
            return await parse.InvokeAsync(
                new()
                {
                    Output = session.Out,
                    Error = session.Error,
                    EnableDefaultExceptionHandler = false,
                    // A command that must end something first takes the signals itself.
                    ProcessTerminationTimeout = null,
                }
            );
        }
        catch (CommandFailedException e)
        {
            return Fail(session, e.Message, e.Next, e.Code);
        }
        catch (Exception e)
            when (e is InvalidSettingException or DurableRuntimeException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            return Fail(session, e.Message, null, ExitCode.Failed);
        }
    }

    /// <summary>The tree of commands. A new command is a class with a <c>Make</c>, and a line here.</summary>
    public static RootCommand Root(Session session)
    {
        RootCommand root = new("sml takes machine-learning models from data to production.")
        {
            // Your own data
            InitCommand.Make(session),
            ValidateCommand.Make(session),
            // One machine
            UpCommand.Make(session),
            HostCommand.Make(session),
            TokenCommand.Make(session),
            AuditCommand.Make(session),
            InstancesCommand.Make(session),
            ExportCommand.Make(session),
            ReplayCommand.Make(session),
            BackupCommand.Make(session),
            SplitCommand.Make(session),
            BacktestCommand.Make(session),
            // A running system, here or in Azure
            LoginCommand.Make(session),
            ProfilesCommand.Make(session),
            PipelineCommand.Make(session),
            LandCommand.Make(session),
            RunsCommand.Make(session),
            RunCommand.Make(session),
            WatchCommand.Make(session),
            DecisionCommand.Approve(session),
            DecisionCommand.Reject(session),
            OverrideCommand.Make(session),
            SchemaCommand.Make(session),
            ModelsCommand.Make(session),
            TrafficCommand.Make(session),
            PredictCommand.Make(session),
            ReleaseCommands.Rollout(session),
            ReleaseCommands.Rollback(session),
            LogsCommand.Make(session),
            // The checkout
            DemoCommand.Make(session),
            BenchCommand.Make(session),
            InfraCommand.Make(session),
            ImageCommand.Make(session),
            TestCommand.Make(session),
            // The command line itself
            CompletionCommand.Make(session),
        };
        root.Add(HelpCommand.Make(root));
        root.SetAction(parse => HelpCommand.Show(root, [], parse.InvocationConfiguration));
        foreach (var group in Groups(root))
        {
            group.SetAction(parse => Refuse(parse, session, $"'{group.Name}' needs a command of its own"));
        }

        return root;
    }

    internal static IEnumerable<Command> Groups(Command command) =>
        command.Subcommands.SelectMany(sub => Groups(sub).Prepend(sub)).Where(sub => sub.Subcommands.Count > 0 && sub.Action is null);

    private static int Refuse(ParseResult parse, Session session, string? message = null)
    {
        message ??=
            parse.UnmatchedTokens.Count > 0
                ? Unknown(parse, parse.UnmatchedTokens[0])
                : string.Join(" ", parse.Errors.Select(error => error.Message).Distinct());
        return Fail(session, message, $"See: {CommandWords.Of(parse.CommandResult)} --help", ExitCode.Usage);
    }

    private static string Unknown(ParseResult parse, string word)
    {
        var command = parse.CommandResult.Command;
        var known = command
            .Subcommands.Where(sub => !sub.Hidden)
            .Select(sub => sub.Name)
            .Concat(command.Options.Where(option => !option.Hidden).Select(option => option.Name));
        return $"'{word}' is no {(command.Subcommands.Count > 0 ? "command" : "argument")} of {CommandWords.Of(parse.CommandResult)}"
            + $"{(Contracts.NearestName.Of(word, known) is { } near ? $"; did you mean '{near}'?" : ".")}";
    }

    // A misspelt option would otherwise be taken for a name or a file by a command that takes several.
    private static string? UnknownOption(ParseResult parse) =>
        parse.CommandResult.Command.Arguments.Any(argument => argument.CaptureRemainingTokens)
            ? null
            : parse
                .Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
                .FirstOrDefault(token =>
                    token.Type == TokenType.Argument && token.Value.Length > 2 && token.Value.StartsWith("--", StringComparison.Ordinal)
                )
                ?.Value;

    private static int Fail(Session session, string message, string? next, int code)
    {
        var console = session.ErrorConsole;
        console.Write(new Spectre.Console.Text("sml: ", new Spectre.Console.Style(Spectre.Console.Color.Red)));
        session.Error.WriteLine(PlainText.Lines(message));
        if (next is not null)
        {
            session.Error.WriteLine(PlainText.Lines(next));
        }

        return code;
    }
}
