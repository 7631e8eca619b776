using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ServerlessML.Functions;

/// <summary>What the functions need to be told.</summary>
public sealed record FunctionsOptions
{
    public const string PublicUrlSetting = "Api:PublicUrl";
    public const string RunnerImageSetting = "Runner:Image";
    public const string OutcomeDaysSetting = "Outcomes:KeepDays";
    private const int DefaultOutcomeDays = 30;

    /// <summary>Where people open this API, for links.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>The image, by its digest, that the runners run in: part of what makes two trainings the same. Null where that is not known.</summary>
    public string? RunnerImage { get; init; }

    /// <summary>How long what rollouts have read of outcomes, and keys' pasts, are kept.</summary>
    public TimeSpan OutcomeAge { get; init; } = TimeSpan.FromDays(DefaultOutcomeDays);

    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static FunctionsOptions From(IConfiguration configuration) => new()
    {
        PublicUrl = Address(configuration, PublicUrlSetting, "http://127.0.0.1:7071"),
        RunnerImage = configuration[RunnerImageSetting],
        OutcomeAge = TimeSpan.FromDays(Days(configuration, OutcomeDaysSetting, DefaultOutcomeDays)),
    };

    private static int Days(IConfiguration configuration, string setting, int otherwise) =>
        configuration[setting] is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 36_500 ? days
        : throw new InvalidOperationException($"The setting {setting.Replace(":", "__", StringComparison.Ordinal)} is '{text}', which is not a number of days from 1 to 36500.");

    private static Uri Address(IConfiguration configuration, string setting, string otherwise)
    {
        var text = configuration[setting] ?? otherwise;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new InvalidOperationException($"The setting {setting.Replace(":", "__", StringComparison.Ordinal)} is '{text}', which is not an http address.");
    }
}
