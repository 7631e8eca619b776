using ServerlessML.Cli;

namespace ServerlessML.Tests.Cli;

/// <summary>What a command line wrote, and how it ended.</summary>
internal sealed record Said(int Code, string Out, string Error)
{
    /// <summary>Runs a command line in this process.</summary>
    /// <param name="words">As a shell hands them over.</param>
    /// <param name="change">Of the session, which has no terminal and no environment.</param>
    public static async Task<Said> OfAsync(IEnumerable<string> words, Func<Session, Session>? change = null)
    {
        using StringWriter written = new() { NewLine = "\n" },
            told = new() { NewLine = "\n" };
        Session session = new()
        {
            In = TextReader.Null,
            Out = written,
            Error = told,
            Directory = Directory.GetCurrentDirectory(),
        };
        var code = await Sml.RunAsync([.. words], change?.Invoke(session) ?? session);
        return new(code, written.ToString(), told.ToString());
    }
}
