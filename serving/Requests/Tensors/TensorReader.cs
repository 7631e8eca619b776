using System.Text.Json;

namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>
/// Reads how one input is described; its values are read later, when all of that is known, whatever the order of the members.
/// </summary>
internal ref struct TensorReader(Utf8JsonReader json, RowBatch batch, RequestColumns columns, int previous, int input)
{
    private Utf8JsonReader _json = json;
    private Datatype? _type;
    private bool _hasData;

    /// <summary>Stands on the object's end.</summary>
    public readonly Utf8JsonReader Json => _json;

    public Fault? Fault { get; private set; }

    /// <summary>The column's index.</summary>
    public int Column { get; private set; } = -1;

    /// <summary>Only other versions take the column.</summary>
    public bool IsIgnored { get; private set; }

    public readonly Datatype Type => _type!.Value;

    /// <summary>The number of rows that the shape gives, at least 1.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes of the tensor after the JSON; null when <see cref="Data"/> has it.</summary>
    public long? BinarySize { get; private set; }

    /// <summary>Where the number of rows is in the body.</summary>
    public Range RowsAt { get; private set; }

    /// <summary>Where <see cref="BinarySize"/> is in the body.</summary>
    public Range SizeAt { get; private set; }

    /// <summary>Where the array is in the body.</summary>
    public Range Data { get; private set; }

    public bool Read()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return Fail(
                Fault.WrongType(
                    $"An input must be an object with name, shape, datatype and data, not {JsonKind.Text(_json.TokenType)}.",
                    Here()
                )
            );
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (!ReadMember())
            {
                return false;
            }
        }

        return Column < 0 && !IsIgnored ? Missing("name")
            : Rows == 0 ? Missing("shape")
            : _type is null ? Missing("datatype")
            : _hasData == BinarySize.HasValue
                ? Fail(
                    Fault.Malformed(
                        $"The input has {(_hasData ? "both" : "neither")} 'data' {(_hasData ? "and" : "nor")} the parameter "
                            + $"'binary_data_size'. Send one of the two.",
                        Here()
                    )
                )
            : IsIgnored || CheckType();
    }

    private bool ReadMember()
    {
        if (_json.ValueTextEquals("name"u8))
        {
            return ReadName();
        }

        if (_json.ValueTextEquals("shape"u8))
        {
            return ReadShape();
        }

        if (_json.ValueTextEquals("datatype"u8))
        {
            _json.Read();
            _type = _json.TokenType == JsonTokenType.String ? Datatypes.Find(_json.ValueSpan) : null;
            return _type is not null || Fail(Fault.WrongType($"'datatype' must be one of {Datatypes.Names}.", Here() + ".datatype"));
        }

        if (_json.ValueTextEquals("parameters"u8))
        {
            return ReadParameters();
        }

        var isData = _json.ValueTextEquals("data"u8);
        _json.Read();
        if (!isData)
        {
            _json.Skip();
            return true;
        }

        if (_json.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return Fail(Fault.WrongType($"'data' must be an array, not {JsonKind.Text(_json.TokenType)}.", Here() + ".data"));
        }

        var start = (int)_json.TokenStartIndex;
        _json.Skip();
        Data = start..(int)_json.BytesConsumed;
        _hasData = true;
        return true;
    }

    private bool ReadName()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.String)
        {
            return Fail(Fault.WrongType($"'name' must be a string, not {JsonKind.Text(_json.TokenType)}.", Here() + ".name"));
        }

        Column = batch.Find(ref _json, previous);
        IsIgnored = Column < 0 && columns.Ignores(ref _json);
        return Column >= 0 || IsIgnored || Fail(Fault.UnknownColumn(columns.Text, Here() + ".name"));
    }

    private bool ReadShape()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return WrongShape();
        }

        for (var axis = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; axis++)
        {
            if (
                _json.TokenType != JsonTokenType.Number
                || !_json.TryGetInt64(out var length)
                || axis > 1
                || (axis == 0 ? length < 1 : length != 1)
            )
            {
                return WrongShape();
            }

            (Rows, RowsAt) = axis == 0 ? (length, Token()) : (Rows, RowsAt);
        }

        return Rows > 0 || WrongShape();
    }

    private bool ReadParameters()
    {
        if (!_json.Read() || _json.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return Fail(Fault.WrongType($"'parameters' must be an object, not {JsonKind.Text(_json.TokenType)}.", Here() + ".parameters"));
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var isShared = _json.ValueTextEquals("shared_memory_region"u8);
            var (isSize, isContent) = (_json.ValueTextEquals("binary_data_size"u8), _json.ValueTextEquals("content_type"u8));
            _json.Read();
            if (_json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (isShared)
            {
                return Fail(
                    Fault.NotSupported(
                        "This server does not have the extension of shared memory. Send the data in the request.",
                        Here() + ".parameters"
                    )
                );
            }

            if (isSize)
            {
                if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out var size) || size < 0)
                {
                    return Fail(
                        Fault.WrongType(
                            "'binary_data_size' must be a whole number of bytes, 0 or more.",
                            Here() + ".parameters.binary_data_size"
                        )
                    );
                }

                (BinarySize, SizeAt) = (size, Token());
            }
            else if (isContent && _json.TokenType == JsonTokenType.String && _json.ValueTextEquals("base64"u8))
            {
                return Fail(
                    Fault.NotSupported(
                        "This server does not decode texts in Base64. Send them as they are.",
                        Here() + ".parameters.content_type"
                    )
                );
            }
            else
            {
                _json.Skip();
            }
        }

        return true;
    }

    private bool CheckType()
    {
        var (column, isDate) = (batch.Plan.Columns[Column], columns.Dates[Column] is not null);
        return (isDate ? Type == Datatype.Bytes : Type.Fits(column))
            || Fail(
                Fault.WrongType(
                    isDate ? $"'{column.Name}' is a date and cannot be {Type.ToString().ToUpperInvariant()}: send BYTES."
                        : column.IsText
                            ? $"'{column.Name}' is text and cannot be {Type.ToString().ToUpperInvariant()}: send BYTES, or a type of "
                                + $"whole numbers."
                        : $"'{column.Name}' is a number and cannot be BYTES: send any other type.",
                    Here() + ".datatype"
                )
            );
    }

    private readonly Range Token() => (int)_json.TokenStartIndex..(int)_json.BytesConsumed;

    private bool WrongShape() => Fail(Fault.WrongShape("'shape' must be [rows] or [rows, 1], with at least one row.", Here() + ".shape"));

    private bool Missing(string member) => Fail(Fault.Malformed($"The input lacks the member '{member}'.", $"{Here()}.{member}"));

    private readonly string Here() => $"$.inputs[{input}]";

    private bool Fail(Fault fault)
    {
        Fault = fault;
        return false;
    }
}
