using System.Text;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>Files that only their owner reads, replaced whole: a reader sees the old text or the new.</summary>
internal static class OwnerFile
{
    public static void Write(string path, string text)
    {
        var draft = $"{path}.new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
