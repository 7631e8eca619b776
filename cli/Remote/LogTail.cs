namespace ServerlessML.Cli.Remote;

/// <summary>Reads the lines of a growing file, each once; a line that is not finished is left for the next time.</summary>
internal sealed class LogTail(string path)
{
    private long _read;

    public IReadOnlyList<string> Read()
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        // A file that was begun anew is shorter than it was.
        _read = file.Length < _read ? 0 : _read;
        file.Position = _read;
        using StreamReader reader = new(file);
        var text = reader.ReadToEnd();
        var end = text.LastIndexOf('\n') + 1;
        _read += System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(0, end));
        return text[..end].Split('\n')[..^1];
    }
}
