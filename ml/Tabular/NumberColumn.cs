namespace ServerlessML.Ml.Tabular;

/// <summary>Numbers, single precision; NaN is missing.</summary>
public class NumberColumn(string name, float[] values) : Column(name)
{
    public float[] Values { get; } = values;

    public override int Length => Values.Length;

    public override int MissingCount => Values.Count(float.IsNaN);

    public override NumberColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new float[rows.Length];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = Values[rows[i]];
        }

        return new NumberColumn(Name, taken);
    }
}
