using System.Text;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>Files that only their owner reads, written whole: a reader sees the old text or the new.</summary>
public static class OwnerFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode DirectoryMode = Mode | UnixFileMode.UserExecute;

    /// <summary>Makes a directory its owner's alone, also where it was there before.</summary>
    public static void MakePrivate(string directory)
    {
        Directory.CreateDirectory(directory, DirectoryMode);
        if (File.GetUnixFileMode(directory) is var mode && (mode & ~DirectoryMode) != 0)
        {
            File.SetUnixFileMode(directory, mode & DirectoryMode);
        }
    }

    public static void Write(string path, string text) => File.Move(Draft(path, text), path, overwrite: true);

    /// <summary>Leaves a file that is there already as it is: another process was first.</summary>
    public static void Create(string path, string text)
    {
        var draft = Draft(path, text);
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static string Draft(string path, string text)
    {
        var draft = $"{path}.{Path.GetRandomFileName()}";
        using var file = new FileStream(
            draft,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = Mode,
            }
        );
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
        return draft;
    }
}
