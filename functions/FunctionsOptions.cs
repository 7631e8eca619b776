using Microsoft.Extensions.Configuration;

namespace ServerlessML.Functions;

/// <summary>What the functions need to be told.</summary>
public sealed record FunctionsOptions
{
    public const string GatewaySetting = "Gateway:Url";

    /// <summary>Where looks at the traffic are asked for.</summary>
    public required Uri Gateway { get; init; }

    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static FunctionsOptions From(IConfiguration configuration)
    {
        var text = configuration[GatewaySetting] ?? "http://127.0.0.1:7080";
        return Uri.TryCreate(text, UriKind.Absolute, out var gateway) && gateway.Scheme is "http" or "https"
            ? new() { Gateway = gateway }
            : throw new InvalidOperationException($"The setting {GatewaySetting.Replace(":", "__", StringComparison.Ordinal)} is '{text}', which is not an http address.");
    }
}
