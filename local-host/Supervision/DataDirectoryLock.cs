using System.Globalization;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>One system per data directory: an open, locked file, which the kernel lets go of however its process ends.</summary>
public sealed class DataHold : IDisposable
{
    private const UnixFileMode OwnerDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream _lock;

    private DataHold(FileStream held) => _lock = held;

    /// <exception cref="InvalidSettingException">Another process holds it; the message has its id.</exception>
    public static DataHold Take(string directory)
    {
        Directory.CreateDirectory(directory, OwnerDirectory);
        var owner = Path.Combine(directory, "up.pid");
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(directory, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            var pid = File.Exists(owner) ? File.ReadAllText(owner).Trim() : "unknown";
            throw new InvalidSettingException($"{directory} is in use by another serverlessml up, process {pid}. Stop it first, or choose another --data.", e);
        }

        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataHold(held);
    }

    public void Dispose() => _lock.Dispose();
}
