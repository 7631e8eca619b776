namespace ServerlessML.Functions.Arm;

/// <summary>
/// Something else happens to the resource (409), or it is not any more what was read (412): read it again, and decide again.
/// </summary>
public sealed class ArmConflictException(string message, TimeSpan? retryAfter) : Exception(message)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
