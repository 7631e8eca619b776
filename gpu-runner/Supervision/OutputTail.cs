namespace ServerlessML.GpuRunner.Supervision;

/// <summary>The end of what a recipe said.</summary>
internal sealed class OutputTail(int most = 20, int longest = 500)
{
    private readonly Queue<string> _lines = new();

    public async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            lock (_lines)
            {
                _lines.Enqueue(line.Length > longest ? line[..longest] + "…" : line);
                if (_lines.Count > most)
                {
                    _lines.Dequeue();
                }
            }
        }
    }

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }
}
