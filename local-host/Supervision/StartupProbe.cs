namespace ServerlessML.LocalHost.Supervision;

/// <summary>Waits until a part can be used.</summary>
internal static class StartupProbe
{
    private const int LastLines = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    public static async Task WaitAsync(SystemPart part, PartProcess process, string logs, CancellationToken cancellation)
    {
        var log = Path.Combine(logs, $"{part.Name}.log");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        over.CancelAfter(Patience);
        var ended = process.WaitAsync(over.Token);
        var answered = part.Ready is { } address ? AnsweredAsync(address, over.Token) : Task.CompletedTask;
        if (await Task.WhenAny(ended, answered) == ended && ended.IsCompletedSuccessfully)
        {
            await process.StopAsync();
            var last = string.Join('\n', File.ReadLines(log).TakeLast(LastLines));
            throw new InvalidSettingException($"{part.Name} ended with code {await ended} before it was ready. The end of {log}:\n{last}");
        }

        cancellation.ThrowIfCancellationRequested();
        if (over.IsCancellationRequested)
        {
            throw new InvalidSettingException(
                $"{part.Name} did not answer at {part.Ready} within {Patience.TotalSeconds:n0} s. Read {log}."
            );
        }

        await over.CancelAsync();
    }

    private static async Task AnsweredAsync(Uri address, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(address, cancellation);
                if ((int)response.StatusCode < 500)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException) { }

            await Task.Delay(Between, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
