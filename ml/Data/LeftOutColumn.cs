namespace ServerlessML.Ml.Data;

/// <summary>A column that no model takes.</summary>
public sealed class LeftOutColumn(string name)
{
    private readonly List<ulong?> _values = [];
    private readonly List<double> _numbers = [];

    public string Name => name;

    /// <summary>A number for each row's value; null where there is none.</summary>
    public IReadOnlyList<ulong?> Values => _values;

    /// <summary>The value as a number; NaN where it is none.</summary>
    public IReadOnlyList<double> Numbers => _numbers;

    public void Add(ulong? value, double number)
    {
        _values.Add(value);
        _numbers.Add(number);
    }
}
