using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Training.Features;

/// <summary>
/// Parts of dates by nodes of a graph, in whole numbers: the calendar by the arithmetic of days since 0000-03-01, whose leap day is a
/// year's
/// last (<see href="https://howardhinnant.github.io/date_algorithms.html#civil_from_days"/>). Only what is asked for is made.
/// </summary>
internal sealed class DateNodes
{
    private const long DaysToStart = 741_383;
    private const long DaysOfEra = 146_097;
    private const float FirstMinute = -1_067_000_000;
    private const float LastMinute = 4_191_000_000;

    private readonly GraphBuilder _graph;
    private readonly Value _minutes;
    private readonly Value _missing;
    private readonly Lazy<Value> _since;
    private readonly Lazy<Value> _day;
    private readonly Lazy<Value> _minute;
    private readonly Lazy<(Value Year, Value DayOfYear)> _march;
    private readonly Lazy<(Value Month, Value Day, Value Year)> _civil;

    /// <param name="graph">Gets the nodes.</param>
    /// <param name="minutes">[N, 1], float, as <see cref="CanonicalTime"/> has them; NaN where missing.</param>
    public DateNodes(GraphBuilder graph, Value minutes)
    {
        (_graph, _minutes) = (graph, minutes);
        _missing = graph.Node("IsNaN", [minutes]);
        _since = new(Since);
        _day = new(() => Over(_since.Value, CanonicalTime.MinutesOfDay));
        _minute = new(() => Minus(_since.Value, Times(_day.Value, CanonicalTime.MinutesOfDay)));
        _march = new(March);
        _civil = new(Civil);
    }

    /// <summary>How often a part comes round again; null where it does not.</summary>
    public static float? PeriodOf(DatePart part) =>
        part switch
        {
            DatePart.Month => 12,
            DatePart.Day => 31,
            DatePart.Weekday => 7,
            DatePart.DayOfYear => 365.25f,
            DatePart.Hour => 24,
            DatePart.Minute => CanonicalTime.MinutesOfDay,
            _ => null,
        };

    /// <summary>The part, [N, 1], float; NaN where the date is missing.</summary>
    public Value Part(DatePart part) =>
        part switch
        {
            DatePart.Year => Number(_civil.Value.Year),
            DatePart.Month => Number(_civil.Value.Month),
            DatePart.Day => Number(_civil.Value.Day),
            DatePart.Weekday => Number(Plus(_graph.Node("Mod", [Plus(_day.Value, 2), Whole(7)]), 1)),
            DatePart.DayOfYear => Number(DayOfYear()),
            DatePart.Hour => Number(Over(_minute.Value, 60)),
            DatePart.Minute => Number(_minute.Value),
            _ => _graph.Over(_minutes, _graph.Constant(CanonicalTime.MinutesOfDay)),
        };

    /// <summary>Days from the date to another, with their fraction; NaN where either is missing.</summary>
    public Value DaysTo(DateNodes other) =>
        _graph.Where(
            _graph.Node("Or", [_missing, other._missing]),
            _graph.Constant(float.NaN),
            _graph.Over(
                _graph.Cast(_graph.Minus(other._since.Value, _since.Value), TensorElementType.Float),
                _graph.Constant(CanonicalTime.MinutesOfDay)
            )
        );

    // Minutes since 0000-03-01: above zero, where dividing cuts off as it should.
    private Value Since()
    {
        var there = _graph.Where(_missing, _graph.Constant(0f), _minutes);
        var kept = _graph.Clip(there, _graph.Constant(FirstMinute), _graph.Constant(LastMinute));
        return Plus(_graph.Cast(kept, TensorElementType.Int64), DaysToStart * CanonicalTime.MinutesOfDay);
    }

    private (Value Year, Value DayOfYear) March()
    {
        var era = Over(_day.Value, DaysOfEra);
        var day = Minus(_day.Value, Times(era, DaysOfEra));
        var leaps = Minus(Plus(Minus(day, Over(day, 1460)), Over(day, 36_524)), Over(day, DaysOfEra - 1));
        var year = Over(leaps, 365);
        var first = Plus(Times(year, 365), Minus(Over(year, 4), Over(year, 100)));
        return (Plus(year, Times(era, 400)), Minus(day, first));
    }

    private (Value Month, Value Day, Value Year) Civil()
    {
        var (year, day) = _march.Value;
        var month = Over(Plus(Times(day, 5), 2), 153);
        var ofMonth = Plus(Minus(day, Over(Plus(Times(month, 153), 2), 5)), 1);
        // January and February are the last two of a year that begins in March.
        var isNext = Over(month, 10);
        return (Minus(Plus(month, 3), Times(isNext, 12)), ofMonth, Plus(year, isNext));
    }

    // Days since that year's first of January, which is day 306 of the year that began in the March before.
    private Value DayOfYear()
    {
        var before = Plus(_civil.Value.Year, -1);
        var leaps = Plus(Minus(Over(before, 4), Over(before, 100)), Over(before, 400));
        return Minus(_day.Value, Plus(Plus(Times(before, 365), leaps), 305));
    }

    private Value Number(Value whole) => _graph.Where(_missing, _graph.Constant(float.NaN), _graph.Cast(whole, TensorElementType.Float));

    private Value Whole(long number) => _graph.Constant([number]);

    private Value Plus(Value a, long number) => _graph.Plus(a, Whole(number));

    private Value Plus(Value a, Value b) => _graph.Plus(a, b);

    private Value Minus(Value a, Value b) => _graph.Minus(a, b);

    private Value Times(Value a, long number) => _graph.Times(a, Whole(number));

    private Value Over(Value a, long number) => _graph.Over(a, Whole(number));
}
