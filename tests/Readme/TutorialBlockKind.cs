namespace ServerlessML.Tests.Readme;

/// <summary>What a reader of the tutorial does with a block.</summary>
internal enum TutorialBlockKind
{
    /// <summary>Saves it in the tutorial's folder.</summary>
    File,

    /// <summary>Runs it once; the comment names the exit code when it is not 0.</summary>
    Run,

    /// <summary>Runs it again until its output has a text.</summary>
    RunUntil,

    /// <summary>Runs it in a second terminal, where it goes on.</summary>
    Terminal,

    /// <summary>Compares it with what the command before has printed.</summary>
    Shows,
}
