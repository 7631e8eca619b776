using System.Globalization;
using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary>Writes one request as a line of a capture blob: inputs by column, one array element for each row, null where missing.</summary>
public static class CaptureLine
{
    public static void Write(Utf8JsonWriter json, in Captured captured)
    {
        var rows = captured.Rows;
        json.WriteStartObject();
        json.WriteString("requestId", captured.RequestId);
        json.WriteString("at", captured.At.UtcDateTime);
        json.WriteNumber("version", captured.Version);
        json.WriteNumber("planRevision", captured.Revision);
        json.WriteString("lane", MetricLabels.Of(captured.Lane));
        if (captured.KeyHash is { } hash)
        {
            json.WriteString("keyHash", hash.ToString("x16", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNull("keyHash");
        }

        json.WriteNumber("rows", rows.Count);
        json.WriteStartObject("inputs");
        foreach (var column in rows.Plan.Columns)
        {
            json.WriteStartArray(column.Name);
            for (var row = 0; row < rows.Count; row++)
            {
                WriteValue(json, rows, column, row);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartArray("probabilities");
        foreach (var probability in rows.Probabilities)
        {
            json.WriteNumberValue(probability);
        }

        json.WriteEndArray();
        json.WriteNumber("latencyMs", Math.Round(captured.Latency.TotalMilliseconds, 4));
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, RowCopy rows, FeatureColumn column, int row)
    {
        if (column.IsText)
        {
            var text = rows.TextOf(column, row);
            if (text.IsEmpty)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteStringValue(text);
            }

            return;
        }

        var number = rows.NumbersOf(column)[row];
        if (float.IsNaN(number))
        {
            json.WriteNullValue();
        }
        else if (float.IsInfinity(number))
        {
            json.WriteStringValue(number > 0 ? "Infinity" : "-Infinity");
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }
}
