using System.Globalization;
using ServerlessML.LocalHost.Hosting;

namespace ServerlessML.Tests.LocalHost;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * * *", "2026-01-01 00:00:00", "2026-01-01 00:00:01")]
    [InlineData("0 * * * * *", "2026-01-01 00:00:00", "2026-01-01 00:01:00")]
    [InlineData("0 */5 * * * *", "2026-01-01 00:04:59", "2026-01-01 00:05:00")]
    [InlineData("0 */5 * * * *", "2026-01-01 00:05:00", "2026-01-01 00:10:00")]
    [InlineData("0 30 9 * * *", "2026-01-01 09:30:00", "2026-01-02 09:30:00")]
    [InlineData("0 30 9 * * MON-FRI", "2026-01-02 10:00:00", "2026-01-05 09:30:00")]
    [InlineData("0 0 0 1 * *", "2026-12-15 00:00:00", "2027-01-01 00:00:00")]
    [InlineData("0 0 0 31 * *", "2026-01-31 00:00:00", "2026-03-31 00:00:00")]
    [InlineData("0 0 0 29 2 *", "2026-01-01 00:00:00", "2028-02-29 00:00:00")]
    [InlineData("0 0 0 29 feb *", "2096-03-01 00:00:00", "2104-02-29 00:00:00")]
    [InlineData("0 0 0 13 * FRI", "2026-01-01 00:00:00", "2026-02-13 00:00:00")]
    [InlineData("15,45 10-12 8/6 * * 0", "2026-01-01 00:00:00", "2026-01-04 08:10:15")]
    [InlineData("15,45 10-12 8/6 * * 0", "2026-01-04 08:12:45", "2026-01-04 14:10:15")]
    [InlineData("15,45 10-12 8/6 * * 0", "2026-01-04 20:12:45", "2026-01-11 08:10:15")]
    [InlineData("0 59 23 31 12 *", "2026-12-31 23:59:00", "2027-12-31 23:59:00")]
    [InlineData("5-20/7 0 0 * * *", "2026-01-01 00:00:05", "2026-01-01 00:00:12")]
    public void NextAfter_Schedule_FindsTheNextTime(string schedule, string from, string expected) =>
        Assert.Equal(Utc(expected), CronSchedule.Parse(schedule).NextAfter(Utc(from)));

    [Fact]
    public void NextAfter_WithinASecond_IsTheNextWholeOne() =>
        Assert.Equal(Utc("2026-01-01 00:00:01"), CronSchedule.Parse("* * * * * *").NextAfter(Utc("2026-01-01 00:00:00").AddMilliseconds(1)));

    [Fact]
    public void NextAfter_ADayThatNeverComes_IsNull() => Assert.Null(CronSchedule.Parse("0 0 0 30 2 *").NextAfter(Utc("2026-01-01 00:00:00")));

    [Fact]
    public void NextAfter_EveryMinuteOfADay_AgreesWithCounting()
    {
        var schedule = CronSchedule.Parse("0 */7 3-5,22 * * *");
        var at = Utc("2026-05-04 23:59:59");
        var found = new List<DateTimeOffset>();
        while (schedule.NextAfter(at) is { } next && next < Utc("2026-05-06 00:00:00"))
            found.Add(at = next);

        var counted = Enumerable.Range(0, 24 * 60).Select(minute => Utc("2026-05-05 00:00:00").AddMinutes(minute))
            .Where(time => time.Minute % 7 == 0 && time.Hour is 3 or 4 or 5 or 22 && time.Minute % 7 == 0);
        Assert.Equal(counted, found);
    }

    [Theory]
    [InlineData("* * * * *", "5 fields")]
    [InlineData("60 * * * * *", "second")]
    [InlineData("* 5-1 * * * *", "minute")]
    [InlineData("* * 24 * * *", "hour")]
    [InlineData("* * * 0 * *", "day")]
    [InlineData("* * * * 13 *", "month")]
    [InlineData("* * * * * 7", "day of week")]
    [InlineData("* * * * * XYZ", "day of week")]
    [InlineData("*/0 * * * * *", "step")]
    [InlineData("1,,2 * * * * *", "second")]
    [InlineData("-1 * * * * *", "second")]
    [InlineData("1-2-3 * * * * *", "second")]
    public void Parse_Wrong_NamesTheField(string schedule, string word) =>
        Assert.Contains(word, Assert.Throws<FormatException>(() => CronSchedule.Parse(schedule)).Message, StringComparison.Ordinal);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
