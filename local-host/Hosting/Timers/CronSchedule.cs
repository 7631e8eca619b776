namespace ServerlessML.LocalHost.Hosting;

/// <summary>
/// A timer trigger's schedule, <c>{second} {minute} {hour} {day} {month} {day of week}</c>, in UTC: numbers, ranges, lists,
/// steps, and English three-letter names of months and days. When both days are limited both must hold, as in NCRONTAB.
/// </summary>
public sealed class CronSchedule
{
    // Any date and weekday meet within 28 years, but for a leap day over a century that has none.
    private const int YearsAhead = 40;

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly CronField _second, _minute, _hour, _day, _month, _weekday;

    private CronSchedule(string[] fields)
    {
        _second = CronField.Parse(fields[0], "second", 0, 59, []);
        _minute = CronField.Parse(fields[1], "minute", 0, 59, []);
        _hour = CronField.Parse(fields[2], "hour", 0, 23, []);
        _day = CronField.Parse(fields[3], "day", 1, 31, []);
        _month = CronField.Parse(fields[4], "month", 1, 12, Months);
        _weekday = CronField.Parse(fields[5], "day of week", 0, 6, Days);
    }

    /// <exception cref="FormatException">Names the field that is wrong.</exception>
    public static CronSchedule Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length != 6)
            throw new FormatException($"Schedule “{text}” has {fields.Length} fields, not 6 (second minute hour day month day-of-week).");
        try
        {
            return new CronSchedule(fields);
        }
        catch (FormatException e)
        {
            throw new FormatException($"Schedule “{text}”: {e.Message}.", e);
        }
    }

    /// <returns>The first time strictly after <paramref name="moment"/>, or null when there is none (30 February).</returns>
    public DateTimeOffset? NextAfter(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        var start = new DateTime(utc.Ticks - utc.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc).AddSeconds(1);
        var day = start.Date;
        if (Holds(day) && TimeFrom(start.TimeOfDay) is { } later)
            return day + later;

        for (day = day.AddDays(1); day.Year <= start.Year + YearsAhead; day = day.AddDays(1))
        {
            if (!_month.Has(day.Month))
                day = new DateTime(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month), 0, 0, 0, DateTimeKind.Utc);
            else if (Holds(day))
                return day + TimeFrom(TimeSpan.Zero)!.Value;
        }

        return null;
    }

    private bool Holds(DateTime day) => _month.Has(day.Month) && _day.Has(day.Day) && _weekday.Has((int)day.DayOfWeek);

    private TimeSpan? TimeFrom(TimeSpan from)
    {
        for (var hour = _hour.Next(from.Hours); hour >= 0; hour = _hour.Next(hour + 1))
        {
            var sameHour = hour == from.Hours;
            for (var minute = _minute.Next(sameHour ? from.Minutes : 0); minute >= 0; minute = _minute.Next(minute + 1))
            {
                var second = _second.Next(sameHour && minute == from.Minutes ? from.Seconds : 0);
                if (second >= 0)
                    return new TimeSpan(hour, minute, second);
            }
        }

        return null;
    }
}
