namespace ServerlessML.Contracts.Pipelines;

/// <summary>How a column of dates is written, and what a model computes from it.</summary>
public sealed record DateSettings
{
    /// <summary>
    /// A pattern such as <c>dd.MM.yyyy</c>, <c>epoch-seconds</c>, <c>epoch-milliseconds</c> or <c>minutes-since-2030</c>; null for
    /// ISO 8601.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>What a model is told of it; null for the usual parts of the column's type.</summary>
    public IReadOnlyList<DatePart>? Parts { get; init; }

    /// <summary>Parts that come round again are told as sine and cosine; null for as numbers.</summary>
    public bool? Cyclic { get; init; }

    /// <summary>The column of dates to which the row's age is counted, in days; null for no age.</summary>
    public string? AgeAt { get; init; }

    /// <summary>A value after the time at which the batch is validated is out of range.</summary>
    public bool? UntilNow { get; init; }

    /// <summary>A request that leaves it out is asked at the time at which it arrives.</summary>
    public bool? OrNow { get; init; }

    /// <summary>The parts that are told, in their order.</summary>
    /// <param name="type"><see cref="ColumnType.Date"/> or <see cref="ColumnType.Datetime"/>.</param>
    public IReadOnlyList<DatePart> Told(ColumnType type) =>
        Parts
        ?? (
            type == ColumnType.Date
                ? [DatePart.Year, DatePart.Month, DatePart.Day, DatePart.Weekday]
                : [DatePart.Year, DatePart.Month, DatePart.Day, DatePart.Weekday, DatePart.Hour]
        );
}

/// <summary>A part of a date, as a number.</summary>
public enum DatePart
{
    /// <summary>Such as 2026.</summary>
    Year,

    /// <summary>1 to 12.</summary>
    Month,

    /// <summary>The day of the month, 1 to 31.</summary>
    Day,

    /// <summary>1 for Monday to 7 for Sunday.</summary>
    Weekday,

    /// <summary>1 to 366.</summary>
    DayOfYear,

    /// <summary>0 to 23.</summary>
    Hour,

    /// <summary>The minute of the day, 0 to 1439.</summary>
    Minute,

    /// <summary>Days since 2030, with their fraction: what rises with time, and lies beyond all that was learnt from soon.</summary>
    Elapsed,
}
