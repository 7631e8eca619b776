namespace ServerlessML.LocalHost.Runtime.Orchestrations;

/// <summary>
/// How large a custom status may be: the Functions host counts its JSON in UTF-16, and fails an instance that sets a larger one.
/// </summary>
internal static class CustomStatusLimit
{
    private const int MostBytes = 16 * 1024;

    public static OrchestrationOutcome? Check(string? status)
    {
        var bytes = (status?.Length ?? 0) * sizeof(char);
        return bytes <= MostBytes
            ? null
            : OrchestrationOutcome.Failed(
                new ArgumentException(
                    $"The custom status is too large: {bytes} bytes of JSON in UTF-16, where at most {MostBytes} are kept. "
                        + "Set a shorter one, or the name of a blob."
                )
            );
    }
}
