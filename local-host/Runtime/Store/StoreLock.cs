namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>Keeps a second process off the database. The operating system lets go of it when the process dies.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    public static StoreLock Take(string databasePath)
    {
        try
        {
            return new(new FileStream($"{databasePath}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error)
        {
            throw new DurableRuntimeException(
                $"The durable database '{databasePath}' is in use by another process (its lock file is held). Stop that process first.",
                error
            );
        }
    }

    public void Dispose() => _file.Dispose();
}
