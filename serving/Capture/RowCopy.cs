namespace ServerlessML.Serving.Capture;

/// <summary>
/// The rows of an answered request, copied for those who need them after the answer. Reused, whichever model's rows it held before.
/// </summary>
public sealed class RowCopy
{
    private float[] _numbers = [];
    private int[] _textEnds = [];
    private byte[] _utf8 = [];
    private float[] _answers = [];

    public ScoringPlan Plan { get; private set; } = null!;

    /// <summary>The plan of the model that <see cref="Answers"/> are of.</summary>
    public ScoringPlan AnsweredBy { get; private set; } = null!;

    /// <summary>Which of the columns are dates.</summary>
    public ServedDate?[]? Dates { get; private set; }

    public int Count { get; private set; }

    /// <summary>What it holds, in bytes.</summary>
    public int Size { get; private set; }

    /// <summary>What it has room for, in bytes.</summary>
    public int Room =>
        (_numbers.Length * sizeof(float)) + (_textEnds.Length * sizeof(int)) + _utf8.Length + (_answers.Length * sizeof(float));

    public ReadOnlySpan<float> Answers => _answers.AsSpan(0, Count * AnsweredBy.Width);

    public void Take(RowBatch batch, RowBatch answered)
    {
        (Plan, AnsweredBy, Count, Dates) = (batch.Plan, answered.Plan, batch.Count, batch.Dates);
        Ensure(ref _numbers, Plan.NumberCount * Count);
        Ensure(ref _textEnds, Plan.TextCount * Count);
        Ensure(ref _answers, Count * AnsweredBy.Width);
        answered.Given.CopyTo(_answers);
        var end = 0;
        // By index: the list's enumerator would be allocated.
        for (var i = 0; i < Plan.Columns.Count; i++)
        {
            var column = Plan.Columns[i];
            if (!column.IsText)
            {
                batch.NumbersOf(column).AsSpan(0, Count).CopyTo(_numbers.AsSpan(column.Slot * Count));
            }
        }

        for (var slot = 0; slot < Plan.TextCount; slot++)
        {
            end = TakeText(batch, slot, end);
        }

        Size =
            (Plan.NumberCount * Count * sizeof(float))
            + (Plan.TextCount * Count * sizeof(int))
            + end
            + (Count * AnsweredBy.Width * sizeof(float));
    }

    public ReadOnlySpan<float> NumbersOf(FeatureColumn column) => _numbers.AsSpan(column.Slot * Count, Count);

    public ReadOnlySpan<byte> TextOf(FeatureColumn column, int row)
    {
        var at = (column.Slot * Count) + row;
        var start = at == 0 ? 0 : _textEnds[at - 1];
        return _utf8.AsSpan(start, _textEnds[at] - start);
    }

    private int TakeText(RowBatch batch, int slot, int end)
    {
        var column = Plan.TextColumn(slot);
        for (var row = 0; row < Count; row++)
        {
            var text = batch.TextOf(column, row);
            if (_utf8.Length - end < text.Length)
            {
                Array.Resize(ref _utf8, Math.Max(2 * _utf8.Length, end + text.Length));
            }

            text.CopyTo(_utf8.AsSpan(end));
            end += text.Length;
            _textEnds[(slot * Count) + row] = end;
        }

        return end;
    }

    private static void Ensure<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(2 * array.Length, length)];
        }
    }
}
