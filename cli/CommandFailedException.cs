namespace ServerlessML.Cli;

/// <summary>An end that is no success, for people.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What is wrong.</param>
/// <param name="next">What to do; null where the message says it.</param>
public class CommandFailedException(int exitCode, string message, string? next = null) : Exception(message)
{
    public int Code { get; } = exitCode;
    public string? Next { get; } = next;

    public static CommandFailedException Usage(string message, string? next = null) => new(ExitCode.Usage, message, next);
}
