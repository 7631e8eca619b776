using System.Text;
using System.Text.Json;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>Reads a recipe's lines as they come; the last one may still be half written.</summary>
internal sealed class ProgressFile(string path)
{
    /// <summary>Longest that is read at once; a recipe that writes more says nothing that can be shown.</summary>
    private const int Chunk = 1 << 20;

    private long _read;

    public IEnumerable<RecipeLine> ReadNew()
    {
        while (Next() is { } text)
        {
            foreach (var line in text.Split('\n'))
            {
                if (Parse(line) is { } said)
                {
                    yield return said;
                }
            }
        }
    }

    private string? Next()
    {
        // Never a link, which would be followed as the runner, nor a pipe, which would be waited for: a pipe has no length.
        if (new FileInfo(path) is not { Exists: true, LinkTarget: null, Length: > 0 })
        {
            return null;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = _read;
        var buffer = new byte[Math.Min(Chunk, Math.Max(0, file.Length - _read))];
        var got = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        // A character may be cut in two: whole lines only.
        var whole = buffer.AsSpan(0, got).LastIndexOf((byte)'\n') + 1;
        _read += whole;
        return whole == 0 ? null : Encoding.UTF8.GetString(buffer, 0, whole);
    }

    // A line that is none is a line fewer on the run's page, not a reason to lose a training.
    private static RecipeLine? Parse(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize<RecipeLine>(line, Wire.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
