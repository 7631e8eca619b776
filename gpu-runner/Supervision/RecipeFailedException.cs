namespace ServerlessML.GpuRunner.Supervision;

/// <summary>The recipe gave no model, or one that cannot be taken.</summary>
/// <param name="reason">A sentence for the run's page.</param>
/// <param name="retryable">Another attempt could go better.</param>
public sealed class RecipeFailedException(string reason, bool retryable) : Exception(reason)
{
    public bool IsRetryable { get; } = retryable;
}
