using System.Text.Json;

namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>Reads a tensor of one column from its JSON array, flat or nested as its shape.</summary>
internal static class JsonTensor
{
    private const int DeepestNesting = 2;

    /// <summary>Fills the column in every row of the batch; null is a missing value.</summary>
    /// <param name="data">The array's bytes.</param>
    /// <param name="type">Fits the column.</param>
    /// <param name="column">Where the values go.</param>
    /// <param name="batch">Has its rows.</param>
    /// <param name="input">The tensor's place among the inputs, for faults.</param>
    /// <exception cref="InvalidOperationException">A string has half of a surrogate pair.</exception>
    public static Fault? Read(ReadOnlySpan<byte> data, Datatype type, FeatureColumn column, RowBatch batch, int input)
    {
        var json = new Utf8JsonReader(data);
        var row = 0;
        while (json.Read())
        {
            if (
                json.TokenType is JsonTokenType.EndArray
                || (json.TokenType is JsonTokenType.StartArray && json.CurrentDepth < DeepestNesting)
            )
            {
                continue;
            }

            if (row == batch.Count)
            {
                return Fault.WrongLength(
                    $"'data' has more than the {batch.Count} elements of the shape.",
                    $"$.inputs[{input}].data[{row}]"
                );
            }

            if (
                json.TokenType != JsonTokenType.Null
                && !(
                    column.IsText ? ReadText(ref json, type, column, batch, row)
                    : batch.Dates?[column.Index] is not null ? ReadDate(ref json, column, batch, row)
                    : ReadNumber(ref json, type, column, batch, row)
                )
            )
            {
                return Fault.WrongType(
                    $"'{column.Name}' must be {(batch.Dates?[column.Index]?.Example() ?? Expected(type, column))}, or null.",
                    $"$.inputs[{input}].data[{row}]"
                );
            }

            row++;
        }

        return row == batch.Count
            ? null
            : Fault.WrongLength($"'data' has {row} elements, but the shape has {batch.Count}.", $"$.inputs[{input}].data");
    }

    private static string Expected(Datatype type, FeatureColumn column) =>
        type switch
        {
            Datatype.Bytes => "a string",
            Datatype.Bool => "true or false",
            _ when type.IsInteger() => $"a whole number from {type.Range().Least} to {type.Range().Most}",
            _ => "a number that fits into a 32-bit float",
        };

    private static bool ReadText(ref Utf8JsonReader json, Datatype type, FeatureColumn column, RowBatch batch, int row)
    {
        if (type == Datatype.Bytes && json.TokenType == JsonTokenType.String)
        {
            batch.SetText(column, row, json.CopyString(batch.RoomForText(json.ValueSpan.Length)));
            return true;
        }

        if (type == Datatype.Bytes || !TryWhole(ref json, type, out _))
        {
            return false;
        }

        json.ValueSpan.CopyTo(batch.RoomForText(json.ValueSpan.Length));
        batch.SetText(column, row, json.ValueSpan.Length);
        return true;
    }

    private static bool ReadDate(ref Utf8JsonReader json, FeatureColumn column, RowBatch batch, int row)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            return false;
        }

        var room = batch.RoomForText(json.ValueSpan.Length);
        return batch.TrySetDate(column, row, room[..json.CopyString(room)]);
    }

    private static bool ReadNumber(ref Utf8JsonReader json, Datatype type, FeatureColumn column, RowBatch batch, int row)
    {
        var value = json.TokenType == JsonTokenType.True ? 1f : 0f;
        var good = type switch
        {
            Datatype.Bool => json.TokenType is JsonTokenType.True or JsonTokenType.False,
            _ when type.IsInteger() => TryWhole(ref json, type, out value),
            _ => json.TokenType == JsonTokenType.Number && json.TryGetSingle(out value) && float.IsFinite(value),
        };
        if (good)
        {
            batch.SetNumber(column, row, value);
        }

        return good;
    }

    private static bool TryWhole(ref Utf8JsonReader json, Datatype type, out float value)
    {
        value = 0;
        if (json.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        var (least, most) = type.Range();
        if (json.TryGetInt64(out var signed))
        {
            value = signed;
            return signed >= least && (signed < 0 || (ulong)signed <= most);
        }

        if (json.TryGetUInt64(out var unsigned))
        {
            value = unsigned;
            return unsigned <= most;
        }

        return false;
    }
}
