using ServerlessML.Cli.Output;
using ServerlessML.Cli.Programs;
using Spectre.Console;

namespace ServerlessML.Cli;

/// <summary>What a command runs in: its streams, where it was called, the clock, and how programs are started.</summary>
public sealed record Session
{
    public required TextReader In { get; init; }

    /// <summary>Gets data, and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Gets messages.</summary>
    public required TextWriter Error { get; init; }

    public bool InIsTerminal { get; init; }
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Relative paths begin here.</summary>
    public required string Directory { get; init; }

    public Func<string, string?> Environment { get; init; } = _ => null;
    public TimeProvider Time { get; init; } = TimeProvider.System;
    public Func<HttpMessageHandler> Http { get; init; } = () => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) };
    public Func<ProgramCall, Task<int>> Start { get; init; } = ChildProgram.RunAsync;

    /// <summary>Whether somebody is there to be asked.</summary>
    public bool CanAsk => InIsTerminal && ErrorIsTerminal;

    public static Session OfThisProcess() =>
        new()
        {
            In = Console.In,
            Out = Console.Out,
            Error = Console.Error,
            InIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Directory = System.IO.Directory.GetCurrentDirectory(),
            Environment = System.Environment.GetEnvironmentVariable,
        };

    public string PathOf(string path) => Path.GetFullPath(path, Directory);

    /// <summary>The path of a file that is there; else the text, which is a name then.</summary>
    public string FileOrName(string text) => File.Exists(PathOf(text)) ? PathOf(text) : text;

    public void Tell(string message) => Error.WriteLine(PlainText.Lines(message));

    /// <summary>Writes what people look at; without colour where nobody looks, or nobody wants it.</summary>
    public IAnsiConsole OutConsole => ConsoleOn(Out, OutIsTerminal);

    public IAnsiConsole ErrorConsole => ConsoleOn(Error, ErrorIsTerminal);

    private IAnsiConsole ConsoleOn(TextWriter writer, bool terminal)
    {
        var colour = terminal && Environment("NO_COLOR") is null or "" && Environment("TERM") != "dumb";
        var console = AnsiConsole.Create(
            new()
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = terminal ? InteractionSupport.Yes : InteractionSupport.No,
            }
        );
        if (!terminal)
        {
            // A line of a pipe is a row, however long.
            console.Profile.Width = 10_000;
        }

        return console;
    }
}
