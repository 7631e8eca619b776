using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessML.Serving.Requests.Rows;

/// <summary>
/// Reads <c>{"rows":[row, …]}</c>, or <c>{"row":row}</c>, straight into a batch's column buffers, without an object for any row. A row is an
/// object by column name, or an array of all columns in the graph's order.
/// </summary>
public ref struct RowReader
{
    private readonly RowBatch _batch;
    private readonly int _limit;
    private Utf8JsonReader _json;
    private FeatureColumn? _column;
    private Fault? _fault;
    private bool _isOne;

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
            return Fault.Malformed("The body is not UTF-8. Send JSON in UTF-8.", "$");
        }

        var reader = new RowReader(body, batch, maxRows);
        try
        {
            return reader.ReadBody() ? null : reader._fault;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Fault.NotJson(e, reader.Here());
        }
    }

    private bool ReadBody()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            return Fail(Fault.WrongType($"The body must be an object with 'rows', not {JsonKind.Text(_json.TokenType)}.", "$"));
        }

        var found = false;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            _isOne = _json.ValueTextEquals("row"u8);
            if (found || !(_isOne || _json.ValueTextEquals("rows"u8)))
            {
                return Fail(Fault.Malformed("The body has a member too many. Send 'rows' or 'row', once, and nothing else.", JsonPath.Member("$", _json.GetString()!)));
            }

            found = true;
            if (!(_isOne ? ReadOne() : ReadRows()))
            {
                return false;
            }
        }

        // Reads on so that anything after the object is noticed.
        while (_json.Read())
        {
        }

        return found || Fail(Fault.Malformed("The member 'rows' is missing. Send an array of rows.", "$.rows"));
    }

    private bool ReadOne()
    {
        _json.Read();
        _batch.AddRow();
        return ReadRow();
    }

    private bool ReadRows()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartArray)
        {
            return Fail(Fault.WrongType($"'rows' must be an array of rows, not {JsonKind.Text(_json.TokenType)}.", "$.rows"));
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_batch.Count == _limit)
            {
                return Fail(Fault.TooManyRows(_limit, JsonPath.Row(_limit)));
            }

            _batch.AddRow();
            if (!ReadRow())
            {
                return false;
            }
        }

        return _batch.Count > 0 || Fail(Fault.Malformed("'rows' is empty. Send at least one row.", "$.rows"));
    }

    private bool ReadRow() => _json.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(),
        JsonTokenType.StartArray => ReadArray(),
        _ => Fail(Fault.WrongType($"A row must be an object of values by column name or an array of them in the columns' order, not {JsonKind.Text(_json.TokenType)}.", Row())),
    };

    private bool ReadObject()
    {
        var previous = -1;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var index = _batch.Find(ref _json, previous);
            if (index < 0)
            {
                return Fail(Fault.UnknownColumn($"The model's columns are {string.Join(", ", _batch.Plan.InputNames)}.", JsonPath.Member(Row(), _json.GetString()!)));
            }

            _column = _batch.Plan.Columns[index];
            if (!_batch.Claim(index))
            {
                return Fail(Fault.Malformed("The row gives this column twice. Give it once.", Here()));
            }

            _json.Read();
            if (!ReadValue(_column))
            {
                return false;
            }

            _column = null;
            previous = index;
        }

        return previous >= 0 || Fail(Fault.EmptyRow(Row()));
    }

    private bool ReadArray()
    {
        var columns = _batch.Plan.Columns;
        for (var index = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; index++)
        {
            if (index == columns.Count)
            {
                return Fail(Fault.WrongLength($"The row has more values than the model's {columns.Count} columns: {string.Join(", ", _batch.Plan.InputNames)}.", $"{Row()}[{index}]"));
            }

            _column = columns[index];
            _batch.Claim(index);
            if (!ReadValue(_column))
            {
                _fault = _fault! with { Path = $"{Row()}[{index}]" };
                return false;
            }

            _column = null;
        }

        return _batch.IsClaimed(columns.Count - 1) || Fail(
            Fault.WrongLength($"The row has fewer values than the model's {columns.Count} columns: {string.Join(", ", _batch.Plan.InputNames)}. Send null where a value is missing.", Row()));
    }

    private bool ReadValue(FeatureColumn column) => column.IsText ? ReadText(column) : ReadNumber(column);

    private bool ReadNumber(FeatureColumn column)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_json.TokenType != JsonTokenType.Number)
        {
            return Fail(Fault.WrongType($"'{column.Name}' must be a number or null, not {JsonKind.Text(_json.TokenType)}.", Here()));
        }

        if (!_json.TryGetSingle(out var value) || !float.IsFinite(value))
        {
            return Fail(Fault.WrongType($"'{column.Name}' must fit into a 32-bit float; the number is outside its range.", Here()));
        }

        _batch.SetNumber(column, _batch.Count - 1, value);
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
                _batch.SetText(column, _batch.Count - 1, length);
                return true;
            case JsonTokenType.Number:
                // A category that looks like a number is the text that the client wrote.
                _json.ValueSpan.CopyTo(_batch.RoomForText(_json.ValueSpan.Length));
                _batch.SetText(column, _batch.Count - 1, _json.ValueSpan.Length);
                return true;
            default:
                return Fail(Fault.WrongType($"'{column.Name}' must be a string, a number or null, not {JsonKind.Text(_json.TokenType)}.", Here()));
        }
    }

    private readonly string Row() => _isOne ? "$.row" : JsonPath.Row(_batch.Count - 1);

    private readonly string Here() =>
        _batch.Count == 0 ? "$" : _column is null ? Row() : JsonPath.Member(Row(), _column.Name);

    private bool Fail(Fault fault)
    {
        _fault = fault;
        return false;
    }
}
