using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessML.Serving.Requests.Rows;

/// <summary>
/// Reads <c>{"rows":[row, …]}</c>, or <c>{"row":row}</c>, straight into a batch's column buffers, without an object for any row. A row is
/// an object by column name, or an array of all columns in the graph's order.
/// </summary>
public ref partial struct RowReader
{
    private readonly RowBatch _batch;
    private readonly RequestColumns _columns;
    private readonly int _limit;
    private Utf8JsonReader _json;
    private FeatureColumn? _column;
    private Fault? _fault;
    private bool _isOne;

    private RowReader(ReadOnlySpan<byte> body, RowBatch batch, RequestColumns columns, int limit)
    {
        _json = new Utf8JsonReader(body);
        _batch = batch;
        _columns = columns;
        _limit = limit;
    }

    /// <summary>Fills the batch; null when the whole body was good.</summary>
    /// <param name="body">The request's.</param>
    /// <param name="batch">Empty, of the version's model.</param>
    /// <param name="maxRows">The most rows.</param>
    /// <param name="columns">The version's among those of its plan; null takes the model's inputs alone, and requires none.</param>
    public static Fault? Read(ReadOnlySpan<byte> body, RowBatch batch, int maxRows, RequestColumns? columns = null)
    {
        body = body[Utf8Mark.Length(body)..];
        if (!Utf8.IsValid(body))
        {
            return Fault.Malformed("The body is not UTF-8. Send JSON in UTF-8.", "$");
        }

        var reader = new RowReader(body, batch, columns ?? batch.Plan.Alone, maxRows);
        (batch.Canonical, batch.Words, batch.Dates) = (reader._columns.Canonical, reader._columns.Words, reader._columns.Dates);
        try
        {
            if (!reader.ReadBody())
            {
                return reader._fault;
            }

            reader._columns.FillNow(batch);
            return null;
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
            var path = found || !(_isOne || _json.ValueTextEquals("rows"u8)) ? JsonPath.Member("$", _json.GetString()!) : null;
            _json.Read();
            // A null is as good as no member.
            if (_json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (path is not null)
            {
                return Fail(Fault.Malformed("The body has a member too many. Send 'rows' or 'row', once, and nothing else.", path));
            }

            found = true;
            if (!(_isOne ? ReadOne() : ReadRows()))
            {
                return false;
            }
        }

        // Reads on so that anything after the object is noticed.
        while (_json.Read()) { }

        return found || Fail(Fault.Malformed("The member 'rows' is missing. Send an array of rows.", "$.rows"));
    }

    private bool ReadOne()
    {
        _batch.AddRow();
        return ReadRow();
    }

    private bool ReadRows()
    {
        if (_json.TokenType != JsonTokenType.StartArray)
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

    private bool ReadRow() =>
        _json.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(),
            JsonTokenType.StartArray => ReadArray(),
            _ => Fail(
                Fault.WrongType(
                    $"A row must be an object of values by column name or an array of them in the columns' order, not "
                        + $"{JsonKind.Text(_json.TokenType)}.",
                    Row()
                )
            ),
        };

    private bool ReadObject()
    {
        var previous = -1;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var index = _batch.Find(ref _json, previous);
            if (index < 0)
            {
                if (_columns.Ignores(ref _json))
                {
                    _json.Read();
                    _json.Skip();
                    continue;
                }

                return Fail(Fault.UnknownColumn(_columns.Text, JsonPath.Member(Row(), _json.GetString()!)));
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

        return previous < 0 ? Fail(Fault.EmptyRow(Row())) : HasRequired();
    }

    private bool HasRequired() => _columns.Lacking(_batch) is var column && (column < 0 || Fail(_columns.Missing(column, Row())));

    private bool ReadArray()
    {
        var places = _columns.Places;
        var count = 0;
        for (; _json.Read() && _json.TokenType != JsonTokenType.EndArray; count++)
        {
            if (count == places.Length)
            {
                return Fail(
                    Fault.WrongLength(
                        $"The row has more values than its {places.Length} columns: {_columns.ArrayNames}.",
                        $"{Row()}[{count}]"
                    )
                );
            }

            if (places[count] < 0)
            {
                _json.Skip();
                continue;
            }

            _column = _batch.Plan.Columns[places[count]];
            _batch.Claim(places[count]);
            if (!ReadValue(_column))
            {
                _fault = _fault! with { Path = $"{Row()}[{count}]" };
                return false;
            }

            _column = null;
        }

        return count < places.Length
            ? Fail(
                Fault.WrongLength(
                    $"The row has {count} values for its {places.Length} columns: {_columns.ArrayNames}. Send null where a "
                        + $"value is missing.",
                    Row()
                )
            )
            : HasRequired();
    }

    private readonly string Row() => _isOne ? "$.row" : JsonPath.Row(_batch.Count - 1);

    private readonly string Here() =>
        _batch.Count == 0 ? "$"
        : _column is null ? Row()
        : JsonPath.Member(Row(), _column.Name);

    private bool Fail(Fault fault)
    {
        _fault = fault;
        return false;
    }
}
