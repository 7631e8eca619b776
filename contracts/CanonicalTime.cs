using System.Globalization;

namespace ServerlessML.Contracts;

/// <summary>
/// Dates and times as the number that a model takes, by the one parser of files and requests: whole minutes since the beginning of 2030,
/// in UTC. As a 32-bit float each minute from 1998 to 2061, each hour from 1903 to 2157 and each midnight of a thousand years is exact.
/// </summary>
public static class CanonicalTime
{
    public const string EpochSeconds = "epoch-seconds";
    public const string EpochMilliseconds = "epoch-milliseconds";

    /// <summary>The number that a model takes, as programs are told it.</summary>
    public const string MinutesSince2030 = "minutes-since-2030";
    public const int MinutesOfDay = 1440;
    private const int LongestText = 64;
    private const string DigitsOfPattern = "yMdHhmsfFtzK";

    private static readonly DateTime Start = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly long StartOfUnix = Minutes(DateTime.UnixEpoch);

    /// <summary>Minutes from the beginning of 2030 to a time, seconds cut off.</summary>
    public static long Minutes(DateTime utc) => (long)Math.Floor((utc - Start).TotalMinutes);

    /// <summary>The minutes of a text; null where it is no date of that format.</summary>
    /// <param name="text">Blanks around it are none of it.</param>
    /// <param name="format">
    /// Null or empty for ISO 8601: a day, perhaps with a time after T or a blank, perhaps with its offset from UTC.
    /// </param>
    /// <param name="isDay">Whether the time of day is cut off.</param>
    public static long? Of(ReadOnlySpan<char> text, string? format, bool isDay)
    {
        text = text.Trim();
        var minutes = text.Length is 0 or > LongestText ? null : Parsed(text, format);
        return minutes is { } there ? Cut(there, isDay) : null;
    }

    /// <summary>The minutes of a number, in a format of numbers; null where it is none, or beyond the calendar.</summary>
    public static long? Of(double number, string? format, bool isDay)
    {
        var minutes = format switch
        {
            EpochSeconds => StartOfUnix + Math.Floor(number / 60),
            EpochMilliseconds => StartOfUnix + Math.Floor(number / 60_000),
            MinutesSince2030 => Math.Floor(number),
            _ => double.NaN,
        };
        return minutes >= Minutes(DateTime.MinValue) && minutes <= Minutes(DateTime.MaxValue) ? Cut((long)minutes, isDay) : null;
    }

    /// <summary>Whether the format is one of numbers.</summary>
    public static bool IsNumber(string? format) => format is EpochSeconds or EpochMilliseconds or MinutesSince2030;

    /// <summary>The date as ISO 8601 writes it, with its time where it is none of a day.</summary>
    public static string Text(double minutes, bool isDay)
    {
        // Of what is beyond the calendar the end of it.
        var there = Math.Clamp(double.IsNaN(minutes) ? 0 : Math.Floor(minutes), Minutes(DateTime.MinValue), Minutes(DateTime.MaxValue));
        var time = Start.AddMinutes(there);
        return time.ToString(isDay ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>Why a text is no format of dates; null when it is one.</summary>
    public static string? WhyNoFormat(string format)
    {
        if (IsNumber(format))
        {
            return null;
        }

        if (!"yMd".All(format.Contains) || format.Length > LongestText)
        {
            return $"names no year, month and day: write a pattern such as dd.MM.yyyy, or {EpochSeconds}, {EpochMilliseconds} or {MinutesSince2030}";
        }

        var example = new DateTimeOffset(2026, 11, 23, 21, 40, 50, TimeSpan.Zero);
        try
        {
            var written = example.ToString(format, CultureInfo.InvariantCulture);
            return Of(written, format, isDay: true) == Cut(Minutes(example.UtcDateTime), isDay: true)
                ? null
                : $"does not read back what it writes ('{written}'): year yyyy, month MM or MMM, day dd, hour HH or hh with tt, minute mm";
        }
        catch (FormatException)
        {
            return $"is no pattern; its letters are {string.Join(", ", DigitsOfPattern.Select(letter => $"{letter}"))}";
        }
    }

    /// <summary>The minutes, or those of the day's beginning.</summary>
    public static long Cut(long minutes, bool isDay) => isDay ? minutes - Within(minutes) : minutes;

    // The minute of the day, of times before the start as well.
    private static long Within(long minutes) => ((minutes % MinutesOfDay) + MinutesOfDay) % MinutesOfDay;

    private static long? Parsed(ReadOnlySpan<char> text, string? format)
    {
        if (string.IsNullOrEmpty(format))
        {
            return Iso(text);
        }

        if (IsNumber(format))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? Of(number, format, isDay: false)
                : null;
        }

        return DateTimeOffset.TryParseExact(
            text,
            format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces,
            out var time
        )
            ? Minutes(time.UtcDateTime)
            : null;
    }

    // 2026-01-31 and 20260131; then T or a blank and 23:59, 23:59:59 or 23:59:59.123; then Z, +01, +0100 or +01:00.
    private static long? Iso(ReadOnlySpan<char> text)
    {
        var dashed = text.Length >= 10 && text[4] == '-' && text[7] == '-';
        var length = dashed ? 10 : 8;
        if (
            text.Length < length
            || Digits(text[..4]) is not { } year
            || Digits(text.Slice(dashed ? 5 : 4, 2)) is not { } month
            || Digits(text.Slice(dashed ? 8 : 6, 2)) is not { } day
            || year == 0
            || month is 0 or > 12
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
        )
        {
            return null;
        }

        var minutes = Minutes(new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc));
        text = text[length..];
        return text.IsEmpty ? minutes
            : text[0] is 'T' or 't' or ' ' && TimeOfDay(text[1..]) is { } time ? minutes + time
            : null;
    }

    private static int? TimeOfDay(ReadOnlySpan<char> text)
    {
        if (
            text.Length < 5
            || text[2] != ':'
            || Digits(text[..2]) is not { } hour
            || Digits(text.Slice(3, 2)) is not { } minute
            || hour > 23
            || minute > 59
        )
        {
            return null;
        }

        text = text[5..];
        if (text.Length >= 3 && text[0] == ':' && Digits(text.Slice(1, 2)) is < 60)
        {
            text = text[3..];
            if (text.Length >= 2 && text[0] is '.' or ',' && char.IsAsciiDigit(text[1]))
            {
                text = text[1..].TrimStart("0123456789");
            }
        }

        return Offset(text.TrimStart(' ')) is { } offset ? (hour * 60) + minute - offset : null;
    }

    private static int? Offset(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text is "Z" or "z")
        {
            return 0;
        }

        var sign = text[0] is '+' ? 1 : -1;
        if (text[0] is not ('+' or '-') || text.Length < 3 || Digits(text.Slice(1, 2)) is not { } hours || hours > 14)
        {
            return null;
        }

        text = text[3..].TrimStart(':');
        return text.IsEmpty ? sign * hours * 60
            : text.Length == 2 && Digits(text) is { } minutes && minutes < 60 ? sign * ((hours * 60) + minutes)
            : null;
    }

    private static int? Digits(ReadOnlySpan<char> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return null;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
