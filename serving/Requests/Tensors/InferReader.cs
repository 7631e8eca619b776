using System.Text.Json;
using System.Text.Unicode;

namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>
/// Reads an inference request: one tensor a column, all of the same number of rows, into a batch. Members that it does not know are passed
/// over; an optional one that is null is an absent one.
/// </summary>
internal ref struct InferReader
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly InferRequest _request;
    private readonly RowBatch _batch;
    private readonly RequestColumns _columns;
    private readonly int _limit;
    private Utf8JsonReader _json;
    private Fault? _fault;
    private int _nextTensor;
    private int _input = -1;
    private int _previous = -1;

    private InferReader(ReadOnlySpan<byte> body, int jsonLength, InferRequest request, RowBatch batch, RequestColumns columns, int limit)
    {
        _body = body;
        _json = new Utf8JsonReader(body[Utf8Mark.Length(body[..jsonLength])..jsonLength]);
        _nextTensor = jsonLength;
        _request = request;
        _batch = batch;
        _columns = columns;
        _limit = limit;
    }

    /// <summary>Fills the batch and the request; null when the whole body was good.</summary>
    /// <param name="body">The request's.</param>
    /// <param name="request">Gets what is asked beside the rows.</param>
    /// <param name="batch">Empty, of the version's model.</param>
    /// <param name="maxRows">The most rows.</param>
    /// <param name="columns">The version's among those of its plan; null takes the model's inputs alone, and requires none.</param>
    public static Fault? Read(ReadOnlySpan<byte> body, InferRequest request, RowBatch batch, int maxRows, RequestColumns? columns = null)
    {
        columns ??= batch.Plan.Alone;
        (batch.Canonical, batch.Words, batch.Dates) = (columns.Canonical, columns.Words, columns.Dates);
        var fault = ReadInputs(body, request, batch, maxRows, columns)
            ?? (columns.Lacking(batch) is var column and >= 0 ? columns.Missing(column, "$.inputs") : null);
        columns.FillNow(batch);
        return fault;
    }

    private static Fault? ReadInputs(ReadOnlySpan<byte> body, InferRequest request, RowBatch batch, int maxRows, RequestColumns columns)
    {
        var jsonLength = request.JsonLength ?? body.Length;
        if (jsonLength > body.Length)
        {
            return Fault.BadHeader(Headers.InferenceJsonLength, $"must be at most the body's {body.Length} bytes");
        }

        if (request.JsonLength is not null && batch.Template.TryRead(body, jsonLength, request, batch, maxRows, out var fault))
        {
            return fault;
        }

        if (!Utf8.IsValid(body[..jsonLength]))
        {
            return Fault.Malformed("The JSON is not UTF-8. Send it in UTF-8.", "$");
        }

        var reader = new InferReader(body, jsonLength, request, batch, columns, maxRows);
        batch.Template.Begin();
        try
        {
            if (!reader.ReadBody())
            {
                return reader._fault;
            }

            batch.Template.Keep(body[..jsonLength], request);
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
            return Fail(Fault.WrongType($"The body must be an object with 'inputs', not {JsonKind.Text(_json.TokenType)}.", "$"));
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var good =
                _json.ValueTextEquals("inputs"u8) ? ReadInputs()
                : _json.ValueTextEquals("outputs"u8) ? Succeed(OutputsReader.Read(ref _json, _request, _batch.Plan.OutputName))
                : _json.ValueTextEquals("parameters"u8) ? Succeed(OutputsReader.ReadParameters(ref _json, _request))
                : !_json.ValueTextEquals("id"u8) ? Pass()
                : ReadId();
            if (!good)
            {
                return false;
            }
        }

        // Reads on so that anything after the object is noticed.
        while (_json.Read()) { }

        return _batch.Count == 0 ? Fail(Fault.Malformed("The member 'inputs' is missing. Send an array of tensors.", "$.inputs"))
            : _nextTensor != _body.Length
                ? Fail(
                    Fault.WrongLength(
                        $"The body ends with {_body.Length - _nextTensor} bytes that belong to no input. Make each "
                            + $"'binary_data_size' its tensor's.",
                        "$"
                    )
                )
            : true;
    }

    private bool ReadId()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_json.TokenType != JsonTokenType.String)
        {
            return Fail(Fault.WrongType($"'id' must be a string, not {JsonKind.Text(_json.TokenType)}.", "$.id"));
        }

        _request.Id = _json.GetString();
        return true;
    }

    private bool ReadInputs()
    {
        if (_batch.Count > 0)
        {
            return Fail(Fault.Malformed("The member 'inputs' is there twice. Send it once.", "$.inputs"));
        }

        if (!_json.Read() || _json.TokenType == JsonTokenType.Null)
        {
            // Absent: that nothing came is told at the end.
            return true;
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return Fail(Fault.WrongType($"'inputs' must be an array of tensors, not {JsonKind.Text(_json.TokenType)}.", "$.inputs"));
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            _input++;
            var tensor = new TensorReader(_json, _batch, _columns, _previous, _input);
            if (!tensor.Read())
            {
                return Fail(tensor.Fault!);
            }

            _json = tensor.Json;
            if (tensor.IsIgnored)
            {
                _batch.Template.Forget();
                if (PassOver(tensor) is { } lacking)
                {
                    return Fail(lacking);
                }

                continue;
            }

            _batch.Template.Add(tensor);
            _previous = tensor.Column;
            if (Take(tensor) is { } fault)
            {
                return Fail(fault);
            }
        }

        _input = -1;
        return _batch.Count > 0 || Fail(Fault.Malformed("'inputs' is empty. Send a tensor for each column.", "$.inputs"));
    }

    private Fault? Take(in TensorReader tensor)
    {
        if (_batch.Count == 0)
        {
            if (tensor.Rows > _limit)
            {
                return Fault.TooManyRows(_limit, Here() + ".shape");
            }

            _batch.AddRows((int)tensor.Rows);
        }

        var column = _batch.Plan.Columns[tensor.Column];
        if (tensor.Rows != _batch.Count)
        {
            return Fault.WrongShape(
                $"'{column.Name}' has {tensor.Rows} rows, but the inputs before it have {_batch.Count}. Send as many of each.",
                Here() + ".shape"
            );
        }

        if (!_batch.Claim(tensor.Column))
        {
            return Fault.Malformed($"The input '{column.Name}' is there twice. Send it once.", Here() + ".name");
        }

        if (tensor.BinarySize is not { } size)
        {
            return JsonTensor.Read(_body[tensor.Data], tensor.Type, column, _batch, _input);
        }

        var start = _nextTensor;
        return PassOver(tensor) ?? BinaryTensor.Read(_body.Slice(start, (int)size), tensor.Type, column, _batch, _input);
    }

    // Past the bytes that the tensor has after the JSON, if it has any.
    private Fault? PassOver(in TensorReader tensor)
    {
        var (size, left) = (tensor.BinarySize ?? 0, _body.Length - _nextTensor);
        if (size > left)
        {
            return Fault.WrongLength(
                $"'binary_data_size' is {size}, but only {left} bytes are left in the body.",
                Here() + ".parameters.binary_data_size"
            );
        }

        _nextTensor += (int)size;
        return null;
    }

    private bool Pass()
    {
        _json.Skip();
        return true;
    }

    private readonly string Here() => _input < 0 ? "$" : $"$.inputs[{_input}]";

    private bool Succeed(Fault? fault) => fault is null || Fail(fault);

    private bool Fail(Fault fault)
    {
        _fault = fault;
        return false;
    }
}
