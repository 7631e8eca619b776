using System.Text;
using System.Text.Json;
using System.Threading.Tasks.Sources;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Scoring;

/// <summary>
/// The rows of one request by column, in buffers that are reused: float32 columns side by side, text as UTF-8 slices of one buffer.
/// A column that a row does not name is missing there (NaN, or empty text).
/// </summary>
public sealed class RowBatch : IValueTaskSource
{
    private const int FirstCapacity = 16;

    private readonly float[][] _numbers;
    private readonly Range[][] _texts;
    private readonly int[] _lastRowOf;
    private readonly int[] _follower;
    private byte[] _utf8 = new byte[1024];
    private ManualResetValueTaskSourceCore<bool> _scored;
    private int _utf8Length;
    private int _capacity = FirstCapacity;

    public RowBatch(ScoringPlan plan)
    {
        Plan = plan;
        _numbers = [.. Enumerable.Range(0, plan.NumberCount).Select(_ => new float[FirstCapacity])];
        _texts = [.. Enumerable.Range(0, plan.TextCount).Select(_ => new Range[FirstCapacity])];
        _lastRowOf = new int[plan.Columns.Count];
        _follower = [.. Enumerable.Range(0, plan.Columns.Count + 1)];
        Answers = new float[FirstCapacity * plan.Width];
        Clear();
    }

    public ScoringPlan Plan { get; }

    /// <summary>What the last binary request was like.</summary>
    internal TensorTemplate Template { get; } = new();

    /// <summary>Which columns take texts in their canonical form; null for none.</summary>
    public bool[]? Canonical { get; set; }

    /// <summary>Which columns take the words of texts; null for none.</summary>
    public bool[]? Words { get; set; }

    /// <summary>How columns are sent that are dates, by their index; null for none.</summary>
    public ServedDate?[]? Dates { get; set; }

    /// <summary>Bytes of text that the batch has room for: one that met a huge request is not worth keeping.</summary>
    public int TextRoom => _utf8.Length;

    public int Count { get; private set; }

    /// <summary>Where the model's answers go, row by row, <see cref="ScoringPlan.Width"/> each; longer than those.</summary>
    public float[] Answers { get; private set; }

    /// <summary>The rows' answers.</summary>
    public ReadOnlySpan<float> Given => Answers.AsSpan(0, Count * Plan.Width);

    public ReadOnlySpan<float> AnswerOf(int row) => Answers.AsSpan(row * Plan.Width, Plan.Width);

    /// <summary>The first row that the model gave no probability, or no number; -1 when all are good.</summary>
    public int BadRow()
    {
        if (Plan.Task != TaskKind.Regression)
        {
            var bad = Given.IndexOfAnyExceptInRange(0f, 1f);
            return bad < 0 ? -1 : bad / Plan.Width;
        }

        var given = Given;
        for (var row = 0; row < given.Length; row++)
        {
            if (!float.IsFinite(given[row]))
            {
                return row;
            }
        }

        return -1;
    }

    public void Clear()
    {
        Count = 0;
        _utf8Length = 0;
        Array.Fill(_lastRowOf, -1);
        _scored.Reset();
    }

    /// <summary>Starts the next row, with every column missing.</summary>
    public void AddRow() => AddRows(1);

    /// <summary>Adds rows with every column missing.</summary>
    public void AddRows(int rows)
    {
        var (first, count) = (Count, Count + rows);
        while (_capacity < count)
        {
            Grow();
        }

        foreach (var column in _numbers)
        {
            column.AsSpan(first, rows).Fill(float.NaN);
        }

        foreach (var column in _texts)
        {
            column.AsSpan(first, rows).Clear();
        }

        Count = count;
    }

    /// <summary>Marks the column as given in the last row; false when it was given already.</summary>
    public bool Claim(int column)
    {
        var row = Count - 1;
        if (_lastRowOf[column] == row)
        {
            return false;
        }

        _lastRowOf[column] = row;
        return true;
    }

    /// <summary>The column is given in the last row.</summary>
    public bool IsClaimed(int column) => _lastRowOf[column] == Count - 1;

    public void SetNumber(FeatureColumn column, int row, float value) => _numbers[column.Slot][row] = value;

    /// <summary>Takes a text as the date that it is; false when it is none. Blanks are a missing one.</summary>
    public bool TrySetDate(FeatureColumn column, int row, ReadOnlySpan<byte> utf8)
    {
        const int longest = 128;
        Span<char> text = stackalloc char[longest];
        if (utf8.Length > longest || !Encoding.UTF8.TryGetChars(utf8, text, out var length))
        {
            return false;
        }

        var date = Dates![column.Index]!;
        var minutes = CanonicalTime.Of(text[..length], date.Format, date.IsDay);
        _numbers[column.Slot][row] = minutes ?? float.NaN;
        return minutes is not null || text[..length].IsWhiteSpace();
    }

    /// <summary>Room for a text of at most so many bytes, to be kept by <see cref="SetText"/>.</summary>
    public Span<byte> RoomForText(int length)
    {
        if (_utf8.Length - _utf8Length < length)
        {
            Array.Resize(ref _utf8, Math.Max(_utf8.Length * 2, _utf8Length + length));
        }

        return _utf8.AsSpan(_utf8Length, length);
    }

    /// <summary>Takes the first bytes of the room as the column's text in the row.</summary>
    public void SetText(FeatureColumn column, int row, int length)
    {
        var isText = Words?[column.Index] == true;
        if (isText || (Canonical?[column.Index] == true && CanonicalText.MayDiffer(_utf8.AsSpan(_utf8Length, length))))
        {
            var sent = Encoding.UTF8.GetString(_utf8, _utf8Length, length);
            var text = isText ? CanonicalWords.Of(sent) : CanonicalText.Of(sent);
            length = Encoding.UTF8.GetBytes(text, RoomForText(Encoding.UTF8.GetMaxByteCount(text.Length)));
        }

        _texts[column.Slot][row] = _utf8Length..(_utf8Length + length);
        _utf8Length += length;
    }

    /// <summary>
    /// The column named by the property that the reader stands on, or -1. Clients name columns in one order, so the one that followed
    /// the previous column last time is tried first.
    /// </summary>
    /// <param name="reader">Stands on a property's name.</param>
    /// <param name="previous">The column before it in the row; -1 for the first.</param>
    public int Find(ref Utf8JsonReader reader, int previous)
    {
        var guess = _follower[previous + 1];
        if (guess < Plan.Columns.Count && !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual(Plan.Columns[guess].Utf8Name))
        {
            return guess;
        }

        var found = Plan.IndexOf(ref reader);
        if (found >= 0)
        {
            _follower[previous + 1] = found;
        }

        return found;
    }

    /// <summary>The column's values; longer than <see cref="Count"/>.</summary>
    public float[] NumbersOf(FeatureColumn column) => _numbers[column.Slot];

    public ReadOnlySpan<byte> TextOf(FeatureColumn column, int row) => _utf8.AsSpan(_texts[column.Slot][row]);

    /// <summary>Completes by <see cref="Succeed"/> or <see cref="Fail"/>, on the thread that calls these.</summary>
    public ValueTask WhenScored() => new(this, _scored.Version);

    public void Succeed() => _scored.SetResult(true);

    public void Fail(Exception failure) => _scored.SetException(failure);

    void IValueTaskSource.GetResult(short token) => _scored.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _scored.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _scored.OnCompleted(continuation, state, token, flags);

    private void Grow()
    {
        _capacity *= 4;
        foreach (ref var column in _numbers.AsSpan())
        {
            Array.Resize(ref column, _capacity);
        }

        foreach (ref var column in _texts.AsSpan())
        {
            Array.Resize(ref column, _capacity);
        }

        Answers = new float[_capacity * Plan.Width];
    }
}
