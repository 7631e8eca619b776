using System.Globalization;

namespace ServerlessML.Serving;

/// <summary>The gateway's settings: arguments (<c>--Gateway:Port=7081</c>) over environment variables (<c>Gateway__Port</c>).</summary>
public sealed record GatewayOptions
{
    /// <summary><c>urls</c>; without it <c>http://127.0.0.1:{Gateway:Port}</c>, which only this machine reaches.</summary>
    public required string Urls { get; init; }

    /// <summary><c>Gateway:CacheDirectory</c>: where the last good plans and their models are kept.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary><c>Gateway:PollInterval</c>, milliseconds: how often each plan is looked at.</summary>
    public required TimeSpan PollInterval { get; init; }

    /// <summary><c>Gateway:DiscoveryInterval</c>, milliseconds: how often new deployments are looked for.</summary>
    public required TimeSpan DiscoveryInterval { get; init; }

    /// <summary><c>Gateway:MaxConcurrentRequests</c>: more at once are answered 503.</summary>
    public required int MaxConcurrentRequests { get; init; }

    /// <summary><c>Gateway:CaptureInterval</c>, milliseconds: the longest that a capture waits to be uploaded.</summary>
    public required TimeSpan CaptureInterval { get; init; }

    /// <summary><c>Gateway:CaptureBatch</c>: records in a capture blob.</summary>
    public required int CaptureBatch { get; init; }

    public int MaxRows { get; init; } = 1_000;

    public int MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <exception cref="InvalidOperationException">A setting cannot be used; the message names it.</exception>
    public static GatewayOptions From(IConfiguration settings) => new()
    {
        Urls = settings["urls"] is { Length: > 0 } urls
            ? Checked(urls)
            : string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Number(settings, "Port", 7080, 0, 65_535)}"),
        CacheDirectory = Writable(settings["Gateway:CacheDirectory"] ?? Path.Combine(".serverlessml", "gateway")),
        PollInterval = Milliseconds(settings, "PollInterval", 250, 10, 60_000),
        DiscoveryInterval = Milliseconds(settings, "DiscoveryInterval", 2_000, 10, 600_000),
        MaxConcurrentRequests = Number(settings, "MaxConcurrentRequests", 256, 1, 100_000),
        CaptureInterval = Milliseconds(settings, "CaptureInterval", 2_000, 10, 600_000),
        CaptureBatch = Number(settings, "CaptureBatch", 1_000, 1, CaptureQueue.MaxRecords),
    };

    private static TimeSpan Milliseconds(IConfiguration settings, string name, int otherwise, int least, int most) =>
        TimeSpan.FromMilliseconds(Number(settings, name, otherwise, least, most));

    private static int Number(IConfiguration settings, string name, int otherwise, int least, int most)
    {
        var text = settings["Gateway:" + name];
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InvalidOperationException($"The setting Gateway:{name} is '{text}'; it is a whole number from {least} to {most}.");
    }

    private static string Checked(string urls) =>
        urls.Split(';').All(url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ? urls
            : throw new InvalidOperationException($"The setting urls is '{urls}'; it is one or more 'http://host:port', separated by ';'.");

    private static string Writable(string directory)
    {
        try
        {
            return Directory.CreateDirectory(directory).FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOperationException($"The setting Gateway:CacheDirectory is '{directory}', which cannot be used: {failure.Message}", failure);
        }
    }
}
