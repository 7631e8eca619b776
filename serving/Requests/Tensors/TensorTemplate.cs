namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>
/// The JSON of the last binary request, whose client sends the same bytes again but for the numbers of rows and of bytes: comparing is far
/// cheaper than reading. It belongs to a batch, whose model the columns are of.
/// </summary>
internal sealed class TensorTemplate
{
    // More is no number of rows or bytes that a request could have.
    private const int MostDigits = 9;

    // Batches are kept for long: a longer JSON is not worth its memory.
    private const int LongestKept = 16 * 1024;

    private readonly List<Number> _numbers = [];
    private readonly List<Input> _inputs = [];
    private byte[] _json = [];
    private int[] _rows = [];
    private int[] _sizes = [];
    private int _length;
    private bool _isGood;
    private InferRequest.Wanted _wanted;

    /// <summary>Begins to note a request, in place of the one before.</summary>
    public void Begin()
    {
        _numbers.Clear();
        _inputs.Clear();
        _length = 0;
        _isGood = true;
    }

    /// <summary>Notes the next input. One that has its values in the JSON leaves nothing to keep.</summary>
    public void Add(in TensorReader tensor)
    {
        if (tensor.BinarySize is null)
        {
            _isGood = false;
            return;
        }

        var (rows, size) = (
            new Number(tensor.RowsAt, _inputs.Count, IsSize: false),
            new Number(tensor.SizeAt, _inputs.Count, IsSize: true)
        );
        var isRowsFirst = rows.At.Start.Value < size.At.Start.Value;
        _numbers.Add(isRowsFirst ? rows : size);
        _numbers.Add(isRowsFirst ? size : rows);
        _inputs.Add(new(tensor.Column, tensor.Type));
    }

    /// <summary>Notes an input that is passed over: which are is a matter of the plan, and a batch outlives plans.</summary>
    public void Forget() => _isGood = false;

    /// <summary>Keeps the request, all of which was good. One with an id differs from the next one.</summary>
    public void Keep(ReadOnlySpan<byte> json, InferRequest request)
    {
        if (!_isGood || request.Id is not null || json.Length > LongestKept)
        {
            return;
        }

        if (_json.Length < json.Length)
        {
            _json = new byte[json.Length];
        }

        if (_rows.Length < _inputs.Count)
        {
            (_rows, _sizes) = (new int[_inputs.Count], new int[_inputs.Count]);
        }

        json.CopyTo(_json);
        _length = json.Length;
        _wanted = request.Wants;
    }

    /// <summary>
    /// False when the request is not like the kept one, or might be at fault in its JSON: it is to be read then. The batch is as it was.
    /// </summary>
    /// <param name="body">The JSON, and the tensors.</param>
    /// <param name="jsonLength">Bytes of JSON.</param>
    /// <param name="request">Gets what the kept one had.</param>
    /// <param name="batch">Gets the rows.</param>
    /// <param name="maxRows">More are for the reader to refuse.</param>
    /// <param name="fault">What is wrong with the values; null when the whole body was good.</param>
    public bool TryRead(ReadOnlySpan<byte> body, int jsonLength, InferRequest request, RowBatch batch, int maxRows, out Fault? fault)
    {
        fault = null;
        if (_length == 0)
        {
            return false;
        }

        Span<int> rows = _rows.AsSpan(0, _inputs.Count),
            sizes = _sizes.AsSpan(0, _inputs.Count);
        if (!Fits(body[..jsonLength], rows, sizes) || rows[0] > maxRows || rows[0] == 0 || rows.ContainsAnyExcept(rows[0]))
        {
            return false;
        }

        long bytes = jsonLength;
        foreach (var size in sizes)
        {
            bytes += size;
        }

        if (bytes != body.Length)
        {
            return false;
        }

        request.Wants = _wanted;
        batch.AddRows(rows[0]);
        var next = jsonLength;
        for (var i = 0; i < sizes.Length && fault is null; i++)
        {
            var input = _inputs[i];
            batch.Claim(input.Column);
            fault = BinaryTensor.Read(body.Slice(next, sizes[i]), input.Type, batch.Plan.Columns[input.Column], batch, i);
            next += sizes[i];
        }

        return true;
    }

    private bool Fits(ReadOnlySpan<byte> json, Span<int> rows, Span<int> sizes)
    {
        var (at, kept) = (0, 0);
        foreach (var number in _numbers)
        {
            var (start, length) = number.At.GetOffsetAndLength(_length);
            if (!json[at..].StartsWith(_json.AsSpan(kept..start)))
            {
                return false;
            }

            at += start - kept;
            var digits = ReadDigits(json[at..], out var value);
            if (digits == 0)
            {
                return false;
            }

            (number.IsSize ? sizes : rows)[number.Input] = value;
            (at, kept) = (at + digits, start + length);
        }

        return json[at..].SequenceEqual(_json.AsSpan(kept.._length));
    }

    /// <returns>How many digits there are; 0 when they are no whole number of JSON, or too many.</returns>
    private static int ReadDigits(ReadOnlySpan<byte> json, out int value)
    {
        value = 0;
        var count = 0;
        while (count < json.Length && json[count] is >= (byte)'0' and <= (byte)'9')
        {
            value = (value * 10) + (json[count] - '0');
            if (++count > MostDigits)
            {
                return 0;
            }
        }

        return count > 1 && json[0] == '0' ? 0 : count;
    }

    private readonly record struct Number(Range At, int Input, bool IsSize);

    private readonly record struct Input(int Column, Datatype Type);
}
