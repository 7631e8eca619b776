using System.Text;
using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Requests.Rows;

public ref partial struct RowReader
{
    private const int LongestNumber = 96;

    private bool ReadValue(FeatureColumn column) =>
        column.IsText ? ReadText(column)
        : _columns.Dates[column.Index] is { } date ? ReadDate(column, date)
        : ReadNumber(column);

    private bool ReadDate(FeatureColumn column, ServedDate date)
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String:
                var room = _batch.RoomForText(_json.ValueSpan.Length);
                if (_batch.TrySetDate(column, _batch.Count - 1, room[.._json.CopyString(room)]))
                {
                    return true;
                }

                break;
            case JsonTokenType.Number
                when _json.TryGetDouble(out var number) && CanonicalTime.Of(number, date.Format, date.IsDay) is { } minutes:
                _batch.SetNumber(column, _batch.Count - 1, minutes);
                return true;
            default:
                break;
        }

        return Fail(Fault.WrongType($"'{column.Name}' must be {date.Example()}, or null.", Here()));
    }

    private bool ReadNumber(FeatureColumn column)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_json.TokenType is JsonTokenType.True or JsonTokenType.False && _columns.Canonical[column.Index])
        {
            _batch.SetNumber(column, _batch.Count - 1, _json.TokenType == JsonTokenType.True ? 1 : 0);
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
            case JsonTokenType.Number when _columns.Canonical[column.Index] && _json.ValueSpan.IndexOfAny(".eE"u8) >= 0:
                var number = Encoding.UTF8.GetBytes(CanonicalText.Of(_json.GetDouble()), _batch.RoomForText(LongestNumber));
                _batch.SetText(column, _batch.Count - 1, number);
                return true;
            case JsonTokenType.True or JsonTokenType.False when _columns.Canonical[column.Index]:
            case JsonTokenType.Number:
                // A category that looks like a number is the text that the client wrote.
                _json.ValueSpan.CopyTo(_batch.RoomForText(_json.ValueSpan.Length));
                _batch.SetText(column, _batch.Count - 1, _json.ValueSpan.Length);
                return true;
            default:
                return Fail(
                    Fault.WrongType($"'{column.Name}' must be a string, a number or null, not {JsonKind.Text(_json.TokenType)}.", Here())
                );
        }
    }
}
