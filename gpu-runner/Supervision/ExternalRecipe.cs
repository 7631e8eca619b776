namespace ServerlessML.GpuRunner.Supervision;

/// <summary>The recipe <c>python</c>: any program that keeps the contract.</summary>
internal static class ExternalRecipe
{
    public const string Name = "python";

    /// <exception cref="RecipeFailedException">The job names none.</exception>
    public static IReadOnlyList<string> Command(TrainingJob job) =>
        job.Command is not { Count: > 0 } command
            ? throw new RecipeFailedException(
                "The recipe 'python' has no command. State 'training.command' in pipeline.yaml.",
                retryable: false
            )
        : CommandLine.Problem(command) is { } problem ? throw new RecipeFailedException($"'training.command' {problem}.", retryable: false)
        : command;
}
