namespace ServerlessML.GpuRunner.Supervision;

/// <summary>Tells a disk without room from other failures.</summary>
internal static class DiskFull
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    // .NET keeps the errno in the lower half.
    public static bool Is(IOException failure) => (failure.HResult & 0xFFFF) is NoSpaceLeft or QuotaExceeded || Is(failure.Message);

    public static bool Is(string said) =>
        said.Contains("No space left on device", StringComparison.Ordinal)
        || said.Contains("Disk quota exceeded", StringComparison.Ordinal);

    public static RecipeFailedException Failure(string folder) =>
        new($"The runner's disk ({folder}) is full. Give the runner more space, or the job fewer rows.", retryable: true);
}
