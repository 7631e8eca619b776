namespace ServerlessML.Ml.Tabular;

/// <summary>Dates as <see cref="CanonicalTime"/>, with what a model computes from them; NaN is missing.</summary>
public sealed class DateColumn(string name, float[] values, DateSettings settings, ColumnType type) : NumberColumn(name, values)
{
    public DateSettings Settings { get; } = settings;

    /// <summary><see cref="ColumnType.Date"/> or <see cref="ColumnType.Datetime"/>.</summary>
    public ColumnType Type { get; } = type;

    public override DateColumn Take(ReadOnlySpan<int> rows) => new(Name, base.Take(rows).Values, Settings, Type);
}
