using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ServerlessML.Functions;

/// <summary>What the functions need to be told.</summary>
public sealed record FunctionsOptions
{
    public const string PublicUrlSetting = "Api:PublicUrl";
    public const string RunnerImageSetting = "Runner:Image";
    public const string OutcomeDaysSetting = "Outcomes:KeepDays";
    public const string StuckHoursSetting = "Runs:StuckAfterHours";
    private const int DefaultOutcomeDays = 30;
    private const int DefaultStuckHours = 72;

    /// <summary>Where people open this API, for links.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>
    /// The image, by its digest, that the runners run in: part of what makes two trainings the same. Null where that is not known.
    /// </summary>
    public string? RunnerImage { get; init; }

    /// <summary>How long what rollouts have read of outcomes, and keys' pasts, are kept.</summary>
    public TimeSpan OutcomeAge { get; init; } = TimeSpan.FromDays(DefaultOutcomeDays);

    /// <summary>A run that has been silent this long, and waits for nobody, is stuck.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromHours(DefaultStuckHours);

    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static FunctionsOptions From(IConfiguration configuration) =>
        new()
        {
            PublicUrl = Address(configuration, PublicUrlSetting, "http://127.0.0.1:7071"),
            RunnerImage = configuration[RunnerImageSetting],
            OutcomeAge = TimeSpan.FromDays(Number(configuration, OutcomeDaysSetting, DefaultOutcomeDays, "days", 36_500)),
            StuckAfter = TimeSpan.FromHours(Number(configuration, StuckHoursSetting, DefaultStuckHours, "hours", 8_760)),
        };

    private static int Number(IConfiguration configuration, string setting, int otherwise, string of, int most) =>
        configuration[setting] is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
        : throw new InvalidOperationException(
            $"The setting {setting.Replace(":", "__", StringComparison.Ordinal)} is '{text}'; it must be a number of {of} from 1 to {most}."
        );

    private static Uri Address(IConfiguration configuration, string setting, string otherwise)
    {
        var text = configuration[setting] ?? otherwise;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new InvalidOperationException(
                $"The setting {setting.Replace(":", "__", StringComparison.Ordinal)} is '{text}'; it must be an http or https address."
            );
    }
}
