using System.Globalization;

namespace ServerlessML.Serving;

/// <summary>The gateway's settings: arguments (<c>--Gateway:Port=7081</c>) over environment variables (<c>Gateway__Port</c>).</summary>
public sealed record GatewayOptions
{
    /// <summary><c>urls</c>; without it <c>http://127.0.0.1:{Gateway:Port}</c>, which only this machine reaches.</summary>
    public required string Urls { get; init; }

    /// <summary>
    /// <c>Gateway:Http2Urls</c>: where HTTP/2 is spoken without TLS, by clients that know it beforehand; null for nowhere. An address
    /// without
    /// TLS speaks one version: there is nothing to agree on another by.
    /// </summary>
    public string? Http2Urls { get; init; }

    /// <summary>
    /// <c>Gateway:Access</c>: <c>keys</c> answers who has a key, <c>open</c> whoever reaches the port; without it keys, unless only this
    /// machine reaches it.
    /// </summary>
    public required AccessMode Access { get; init; }

    /// <summary>Only this machine reaches the port.</summary>
    public bool IsLocal => IsLoopback(Urls) && IsLoopback(Http2Urls);

    /// <summary>
    /// <c>Gateway:Hosts</c>, separated by ';': names besides this machine's own that a gateway which only this machine reaches answers to,
    /// for a proxy on it.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

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

    /// <summary><c>Gateway:CountsInterval</c>, milliseconds: how often what was counted is kept in storage.</summary>
    public required TimeSpan CountsInterval { get; init; }

    /// <summary><c>Gateway:MaxRows</c>: rows in a request.</summary>
    public required int MaxRows { get; init; }

    /// <summary><c>Gateway:MaxBodyBytes</c>: bytes in a request's body.</summary>
    public required int MaxBodyBytes { get; init; }

    /// <summary><c>Gateway:BodyTimeout</c>, milliseconds: how long a body may take to arrive.</summary>
    public required TimeSpan BodyTimeout { get; init; }

    /// <summary><c>Gateway:ScoringTimeout</c>, milliseconds: how long one run of a model may take.</summary>
    public required TimeSpan ScoringTimeout { get; init; }

    /// <summary>
    /// <c>Gateway:DrainDelay</c>, milliseconds: at a stop, how long <c>/ready</c> says 503 before connections are refused.
    /// </summary>
    public required TimeSpan DrainDelay { get; init; }

    /// <summary>
    /// <c>Gateway:StopPatience</c>, milliseconds: at a stop, how long requests that are under way may take after the drain.
    /// </summary>
    public required TimeSpan StopPatience { get; init; }

    /// <summary><c>Gateway:Replica</c>: names this gateway in what it writes; without it the machine's name.</summary>
    public required Replica Replica { get; init; }

    /// <summary><c>Gateway:Arm</c>, <c>{deployment}/{version}</c>; null where the plan's weights split.</summary>
    public PinnedArm? Arm { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; null exports nothing.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_PROTOCOL</c>: <c>http/protobuf</c> or <c>grpc</c>.</summary>
    public bool OtlpOverGrpc { get; init; }

    /// <summary><c>OTEL_METRIC_EXPORT_INTERVAL</c>, milliseconds.</summary>
    public required TimeSpan OtlpInterval { get; init; }

    /// <exception cref="InvalidOperationException">A setting cannot be used; the message names it.</exception>
    public static GatewayOptions From(IConfiguration settings) =>
        new()
        {
            Urls = settings["urls"] is { Length: > 0 } urls
                ? Checked(urls)
                : string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Number(settings, "Port", 7080, 0, 65_535)}"),
            Http2Urls = settings["Gateway:Http2Urls"] is { Length: > 0 } http2 ? Checked(http2, "Gateway:Http2Urls") : null,
            Access = AccessOf(settings),
            Hosts = settings["Gateway:Hosts"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            CacheDirectory = Writable(settings["Gateway:CacheDirectory"] ?? Path.Combine(".serverlessml", "gateway")),
            PollInterval = Milliseconds(settings, "PollInterval", 250, 10, 60_000),
            DiscoveryInterval = Milliseconds(settings, "DiscoveryInterval", 2_000, 10, 600_000),
            MaxConcurrentRequests = Number(settings, "MaxConcurrentRequests", 256, 1, 100_000),
            CaptureInterval = Milliseconds(settings, "CaptureInterval", 2_000, 10, 600_000),
            CaptureBatch = Number(settings, "CaptureBatch", 1_000, 1, CaptureQueue.MaxRecords),
            CountsInterval = Milliseconds(settings, "CountsInterval", 2_000, 10, 600_000),
            MaxRows = Number(settings, "MaxRows", 1_000, 1, 100_000),
            MaxBodyBytes = Number(settings, "MaxBodyBytes", 4 * 1024 * 1024, 1_024, 256 * 1024 * 1024),
            BodyTimeout = Milliseconds(settings, "BodyTimeout", 30_000, 10, 600_000),
            ScoringTimeout = Milliseconds(settings, "ScoringTimeout", 5_000, 10, 600_000),
            DrainDelay = Milliseconds(settings, "DrainDelay", 0, 0, 600_000),
            StopPatience = Milliseconds(settings, "StopPatience", 30_000, 0, 600_000),
            Replica = Replica.Called(settings["Gateway:Replica"] is { Length: > 0 } name ? name : Environment.MachineName),
            Arm = settings["Gateway:Arm"] is { Length: > 0 } arm ? PinnedArm.Parse(arm) : null,
            OtlpEndpoint = Endpoint(settings, "OTEL_EXPORTER_OTLP_ENDPOINT"),
            OtlpOverGrpc = Protocol(settings, "OTEL_EXPORTER_OTLP_PROTOCOL"),
            OtlpInterval = TimeSpan.FromMilliseconds(
                Number("OTEL_METRIC_EXPORT_INTERVAL", settings["OTEL_METRIC_EXPORT_INTERVAL"], 60_000, 100, 3_600_000)
            ),
        };

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static AccessMode AccessOf(IConfiguration settings) =>
        settings["Gateway:Access"] switch
        {
            null or "" => IsLoopback(settings["urls"]) && IsLoopback(settings["Gateway:Http2Urls"]) ? AccessMode.Open : AccessMode.Keys,
            "open" => AccessMode.Open,
            "keys" => AccessMode.Keys,
            var other => throw new InvalidOperationException($"The setting Gateway:Access is '{other}'; it must be 'keys' or 'open'."),
        };

    private static bool IsLoopback(string? urls) =>
        string.IsNullOrEmpty(urls)
        || urls.Split(';').All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback);

    private static TimeSpan Milliseconds(IConfiguration settings, string name, int otherwise, int least, int most) =>
        TimeSpan.FromMilliseconds(Number(settings, name, otherwise, least, most));

    private static int Number(IConfiguration settings, string name, int otherwise, int least, int most) =>
        Number("Gateway:" + name, settings["Gateway:" + name], otherwise, least, most);

    private static int Number(string name, string? text, int otherwise, int least, int most)
    {
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InvalidOperationException($"The setting {name} is '{text}'; it must be a whole number from {least} to {most}.");
    }

    private static Uri? Endpoint(IConfiguration settings, string name) =>
        settings[name] is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" ? endpoint
        : throw new InvalidOperationException($"The setting {name} is '{text}'; it must be an absolute http or https address.");

    private static bool Protocol(IConfiguration settings, string name) =>
        settings[name] switch
        {
            null or "" or "http/protobuf" => false,
            "grpc" => true,
            var other => throw new InvalidOperationException($"The setting {name} is '{other}'; it must be 'http/protobuf' or 'grpc'."),
        };

    private static string Checked(string urls, string setting = "urls") =>
        urls.Split(';').All(url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ? urls
            : throw new InvalidOperationException(
                $"The setting {setting} is '{urls}'; it must be one or more 'http://host:port', separated by ';'."
            );

    private static string Writable(string directory)
    {
        try
        {
            var path = Directory.CreateDirectory(directory, Owner).FullName;
            try
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) & Owner);
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's, as a container's volume may be: its mode is theirs.
            }

            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOperationException(
                $"The setting Gateway:CacheDirectory is '{directory}', which cannot be used: {failure.Message}",
                failure
            );
        }
    }
}
