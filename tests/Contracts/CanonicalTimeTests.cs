using System.Globalization;

namespace ServerlessML.Tests.Contracts;

public sealed class CanonicalTimeTests
{
    [Theory]
    [InlineData("2030-01-01", null, 0)]
    [InlineData(" 2030-01-02 ", null, 1440)]
    [InlineData("20291231", null, -1440)]
    [InlineData("2030-01-01T00:01", null, 1)]
    [InlineData("2030-01-01 00:01:59.999", null, 1)]
    [InlineData("2029-12-31T23:59:30Z", null, -1)]
    [InlineData("2030-01-01T02:30:00+02:30", null, 0)]
    [InlineData("2030-01-01T00:00:00,5-0130", null, 90)]
    [InlineData("2030-01-01 01:00:00+01", null, 0)]
    [InlineData("31.12.2029", "dd.MM.yyyy", -1440)]
    [InlineData("1/1/2030 1:05 PM", "M/d/yyyy h:mm tt", 785)]
    [InlineData("01-Jan-2030", "dd-MMM-yyyy", 0)]
    [InlineData("1893456060", "epoch-seconds", 1)]
    [InlineData("1.89345606E9", "epoch-seconds", 1)]
    [InlineData("-2059201", "minutes-since-2030", -2059201)]
    [InlineData("1893456059999", "epoch-milliseconds", 0)]
    public void Of_ADate_IsMinutesSinceTheBeginningOf2030(string text, string? format, long minutes) =>
        Assert.Equal(minutes, CanonicalTime.Of(text, format, isDay: false));

    [Theory]
    [InlineData("", null)]
    [InlineData("2026-02-29", null)]
    [InlineData("2026-13-01", null)]
    [InlineData("0000-01-01", null)]
    [InlineData("2026-1-1", null)]
    [InlineData("31.01.2026", null)]
    [InlineData("2026-01-31T24:00", null)]
    [InlineData("2026-01-31T23:60", null)]
    [InlineData("2026-01-31T23:59:60", null)]
    [InlineData("2026-01-31T23:59+15:00", null)]
    [InlineData("2026-01-31T23:59 CET", null)]
    [InlineData("2026-01-31X", null)]
    [InlineData("2026-01-31", "dd.MM.yyyy")]
    [InlineData("1e300", "epoch-seconds")]
    [InlineData("soon", "epoch-seconds")]
    public void Of_WhatIsNoDateOfTheFormat_IsNothing(string text, string? format) =>
        Assert.Null(CanonicalTime.Of(text, format, isDay: false));

    [Fact]
    public void Of_ADayWithATime_IsItsBeginning()
    {
        Assert.Equal(-1440, CanonicalTime.Of("2029-12-31T23:59", null, isDay: true));
        Assert.Equal(0, CanonicalTime.Of("2030-01-01T23:59", null, isDay: true));
    }

    [Fact]
    public void Text_OfAnyMinute_ReadsBack()
    {
        var random = new Random(3);
        for (var i = 0; i < 10_000; i++)
        {
            var time = DateTime.MinValue.AddMinutes(random.NextInt64((long)(DateTime.MaxValue - DateTime.MinValue).TotalMinutes));
            var minutes = CanonicalTime.Minutes(time);
            Assert.Equal(time.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture), CanonicalTime.Text(minutes, isDay: false));
            Assert.Equal(minutes, CanonicalTime.Of(CanonicalTime.Text(minutes, isDay: false), null, isDay: false));
        }
    }

    [Fact]
    public void Minutes_AsA32BitFloat_AreExactWhereTheDocumentationSaysSo()
    {
        static bool IsExact(DateTime time) => (long)(float)CanonicalTime.Minutes(time) == CanonicalTime.Minutes(time);
        for (var time = new DateTime(1998, 2, 8, 0, 0, 0, DateTimeKind.Utc); time.Year < 2061; time = time.AddMinutes(997))
        {
            Assert.True(IsExact(time));
        }

        for (var time = new DateTime(1903, 1, 1, 0, 0, 0, DateTimeKind.Utc); time.Year < 2157; time = time.AddHours(1))
        {
            Assert.True(IsExact(time));
        }

        for (var time = new DateTime(1030, 1, 1, 0, 0, 0, DateTimeKind.Utc); time.Year < 3030; time = time.AddDays(1))
        {
            Assert.True(IsExact(time));
        }
    }

    [Theory]
    [InlineData("dd.MM.yyyy", null)]
    [InlineData("yyyy/M/d H:mm", null)]
    [InlineData("epoch-seconds", null)]
    [InlineData("dd.mm.yyyy", "names no year, month and day")]
    [InlineData("yyyy", "names no year, month and day")]
    [InlineData("dd.MM.yyy y", "does not read back what it writes")]
    public void WhyNoFormat_OfAPattern_SaysWhatIsWrong(string format, string? why)
    {
        if (why is null)
        {
            Assert.Null(CanonicalTime.WhyNoFormat(format));
        }
        else
        {
            Assert.Contains(why, CanonicalTime.WhyNoFormat(format), StringComparison.Ordinal);
        }
    }
}
