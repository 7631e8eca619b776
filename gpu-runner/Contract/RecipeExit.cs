namespace ServerlessML.GpuRunner.Contract;

/// <summary>Exit codes of a recipe, after sysexits.h; any other but 0 is a failure that another attempt may not meet.</summary>
public static class RecipeExit
{
    public const int Done = 0;

    /// <summary>The data or the parameters cannot give a model: the last line of stderr says why, and no other attempt is made.</summary>
    public const int CannotTrain = 65;

    /// <summary>The exit code of a recipe that was asked to stop (SIGTERM), and has left its last checkpoint.</summary>
    public const int Stopped = 75;
}
