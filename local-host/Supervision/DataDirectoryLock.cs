using System.Globalization;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>Holds a data directory for one system, by a locked file that the kernel releases however the process ends.</summary>
public sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectoryLock(FileStream held) => _lock = held;

    /// <exception cref="InvalidSettingException">Another process holds it; the message has its id.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        OwnerFile.MakePrivate(directory);
        var owner = Path.Combine(directory, "up.pid");
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(directory, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            var pid = File.Exists(owner) ? File.ReadAllText(owner).Trim() : "unknown";
            throw new InvalidSettingException(
                $"{directory} is in use by another serverlessml up, process {pid}. Stop it first, or choose another --data.",
                e
            );
        }

        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataDirectoryLock(held);
    }

    public void Dispose() => _lock.Dispose();
}
