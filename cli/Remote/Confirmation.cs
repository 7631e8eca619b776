using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Remote;

/// <summary>Asks a person at a terminal before something is done; where there is none, they must have said so.</summary>
internal sealed class Confirmation
{
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do it without a question" };

    public Confirmation AddTo(Command command)
    {
        command.Add(_yes);
        return this;
    }

    /// <param name="session">Who is asked.</param>
    /// <param name="parse">What they said.</param>
    /// <param name="question">What would be done.</param>
    /// <param name="otherwise">What says it without a terminal.</param>
    /// <exception cref="CommandFailedException">They say no, or nobody can be asked.</exception>
    public void Ask(Session session, ParseResult parse, string question, string otherwise = "--yes")
    {
        if (parse.GetValue(_yes))
        {
            return;
        }

        if (!session.CanAsk)
        {
            throw CommandFailedException.Usage("Nobody can be asked here.", $"Add {otherwise} when you have looked.");
        }

        session.Error.Write($"{PlainText.Lines(question)} [y/N] ");
        session.Error.Flush();
        if (session.In.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CommandFailedException(ExitCode.Failed, "Nothing was done.");
        }
    }
}
