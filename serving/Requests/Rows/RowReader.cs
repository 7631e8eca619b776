using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessML.Serving;

/// <summary>Reads <c>{"rows":[{column: value, …}, …]}</c> straight into a batch's column buffers, without an object for any row.</summary>
public ref struct RowReader
{
    private const string RowsName = "rows";

    private readonly RowBatch _batch;
    private readonly int _limit;
    private Utf8JsonReader _json;
    private FeatureColumn? _column;
    private Fault? _fault;

    private RowReader(ReadOnlySpan<byte> body, RowBatch batch, int limit)
    {
        _json = new Utf8JsonReader(body);
        _batch = batch;
        _limit = limit;
    }

    /// <summary>Fills the batch; null when the whole body was good.</summary>
    public static Fault? Read(ReadOnlySpan<byte> body, RowBatch batch, int maxRows)
    {
        if (!Utf8.IsValid(body))
        {
            return Fault.Malformed("The body is not UTF-8.", "$");
        }

        var reader = new RowReader(body, batch, maxRows);
        try
        {
            return reader.ReadBody() ? null : reader._fault;
        }
        catch (JsonException malformed)
        {
            return Fault.Malformed($"Not JSON from line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.", reader.Here());
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for a lone surrogate in an escaped string.
            return Fault.Malformed("A string has half of a surrogate pair.", reader.Here());
        }
    }

    private bool ReadBody()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            return Fail(Fault.WrongType("The body is an object with 'rows'.", "$"));
        }

        var found = false;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (found || !_json.ValueTextEquals(RowsName))
            {
                var path = JsonPath.Member("$", _json.GetString()!);
                return Fail(Fault.Malformed("The body has one member, 'rows', once.", path));
            }

            found = true;
            if (!ReadRows())
            {
                return false;
            }
        }

        // Reads on so that anything after the object is noticed.
        while (_json.Read())
        {
        }

        return found || Fail(Fault.Malformed("The member 'rows' is missing.", "$.rows"));
    }

    private bool ReadRows()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartArray)
        {
            return Fail(Fault.WrongType("'rows' is an array of objects.", "$.rows"));
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_batch.Count == _limit)
            {
                return Fail(Fault.TooManyRows(_limit));
            }

            _batch.AddRow();
            if (!ReadRow())
            {
                return false;
            }
        }

        return _batch.Count > 0 || Fail(Fault.Malformed("'rows' has at least one row.", "$.rows"));
    }

    private bool ReadRow()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return Fail(Fault.WrongType("A row is an object of values by column name.", JsonPath.Row(_batch.Count - 1)));
        }

        var any = false;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var index = _batch.Plan.IndexOf(ref _json);
            if (index < 0)
            {
                var path = JsonPath.Of(_batch.Count - 1, _json.GetString()!);
                return Fail(Fault.UnknownColumn($"The model's columns are {string.Join(", ", _batch.Plan.InputNames)}.", path));
            }

            _column = _batch.Plan.Columns[index];
            if (!_batch.Claim(index))
            {
                return Fail(Fault.Malformed("The row gives this column twice.", Here()));
            }

            _json.Read();
            if (!(_column.IsText ? ReadText(_column) : ReadNumber(_column)))
            {
                return false;
            }

            _column = null;
            any = true;
        }

        return any || Fail(Fault.EmptyRow(JsonPath.Row(_batch.Count - 1)));
    }

    private bool ReadNumber(FeatureColumn column)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_json.TokenType != JsonTokenType.Number)
        {
            return Fail(Fault.WrongType($"'{column.Name}' is a number or null.", Here()));
        }

        if (!_json.TryGetSingle(out var value) || !float.IsFinite(value))
        {
            return Fail(Fault.WrongType($"'{column.Name}' is a 32-bit float; the number is outside its range.", Here()));
        }

        _batch.SetNumber(column, value);
        return true;
    }

    private bool ReadText(FeatureColumn column)
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String:
                var length = _json.CopyString(_batch.RoomForText(_json.ValueSpan.Length));
                _batch.SetText(column, length);
                return true;
            case JsonTokenType.Number:
                // A category that looks like a number is the text that the client wrote.
                _json.ValueSpan.CopyTo(_batch.RoomForText(_json.ValueSpan.Length));
                _batch.SetText(column, _json.ValueSpan.Length);
                return true;
            default:
                return Fail(Fault.WrongType($"'{column.Name}' is a string, a number or null.", Here()));
        }
    }

    private readonly string Here() => (_batch.Count, _column) switch
    {
        (0, _) => "$",
        (var count, null) => JsonPath.Row(count - 1),
        (var count, { } column) => JsonPath.Of(count - 1, column.Name),
    };

    private bool Fail(Fault fault)
    {
        _fault = fault;
        return false;
    }
}
