namespace ServerlessML.GpuRunner.Supervision;

/// <summary>The end of what a recipe said.</summary>
internal sealed class OutputTail(int most = 20, int longest = 500)
{
    private readonly Queue<string> lines = new();

    public async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            lock (lines)
            {
                lines.Enqueue(line.Length > longest ? line[..longest] + "…" : line);
                if (lines.Count > most)
                {
                    lines.Dequeue();
                }
            }
        }
    }

    public IReadOnlyList<string> All
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }
}
