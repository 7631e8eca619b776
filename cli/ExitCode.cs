namespace ServerlessML.Cli;

/// <summary>What the end of a command says to a script.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Something failed: the message says what.</summary>
    public const int Failed = 1;

    /// <summary>The command line is not understood; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Nobody is logged in, or they may not.</summary>
    public const int Authentication = 4;

    /// <summary>The run ended without a model in service, or the gate, a person or the rollout said no.</summary>
    public const int SaidNo = 5;

    /// <summary>Nothing is decided yet: the run goes on, or waits for people.</summary>
    public const int Pending = 8;
}
