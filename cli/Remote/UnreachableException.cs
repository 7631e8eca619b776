namespace ServerlessML.Cli.Remote;

/// <summary>Nothing answers at an address.</summary>
internal sealed class UnreachableException(string message, string next) : CommandFailedException(ExitCode.Failed, message, next);
