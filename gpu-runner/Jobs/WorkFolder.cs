namespace ServerlessML.GpuRunner.Jobs;

/// <summary>
/// A job's folder in the work directory, locked for as long as its runner lives: what a killed runner left is known by that, and goes when
/// the next one starts.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private const string Prefix = "serverlessml-job-";
    private const string LockName = "runner.lock";

    private readonly FileStream _held;

    private WorkFolder(JobFolder job, FileStream held)
    {
        (Job, this._held) = (job, held);
    }

    public JobFolder Job { get; }

    public static WorkFolder Create(string workDirectory)
    {
        var path = Directory.CreateDirectory(Path.Combine(workDirectory, $"{Prefix}{Guid.NewGuid():N}")).FullName;
        return new(new JobFolder(path), Lock(path, FileMode.CreateNew));
    }

    /// <summary>Deletes the folders of runners that are no more. One without a lock is left: its runner may be about to take it.</summary>
    /// <returns>How many there were.</returns>
    public static int Sweep(string workDirectory)
    {
        var own = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return Directory.Exists(workDirectory)
            ? Directory.EnumerateDirectories(workDirectory, $"{Prefix}*", own).ToList().Count(IsDeleted)
            : 0;
    }

    public void Dispose()
    {
        _held.Dispose();
        Job.Delete();
    }

    private static bool IsDeleted(string path)
    {
        try
        {
            using var orphan = Lock(path, FileMode.Open);
            new JobFolder(path).Delete();
            return !Directory.Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A runner that lives has it, or another user's.
            return false;
        }
    }

    private static FileStream Lock(string path, FileMode mode) =>
        new(Path.Combine(path, LockName), mode, FileAccess.ReadWrite, FileShare.None);
}
