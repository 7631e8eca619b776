using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ServerlessML.Serving;

/// <summary>Writes one request as a line of a capture blob: inputs by column, one array element for each row, null where missing.</summary>
public static class CaptureLine
{
    public static byte[] Write(string requestId, DateTimeOffset at, AppliedPlan plan, AppliedArm arm, RoutingKey? key, RowBatch batch, TimeSpan latency)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("requestId", requestId);
        json.WriteString("at", at.UtcDateTime);
        json.WriteNumber("version", arm.Version);
        json.WriteNumber("planRevision", plan.Document.Revision);
        if (key is { } routed)
        {
            json.WriteString("keyHash", routed.Hash.ToString("x16", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNull("keyHash");
        }

        json.WriteNumber("rows", batch.Count);
        json.WriteStartObject("inputs");
        foreach (var column in batch.Plan.Columns)
        {
            json.WriteStartArray(column.Name);
            for (var row = 0; row < batch.Count; row++)
            {
                WriteValue(json, batch, column, row);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartArray("probabilities");
        foreach (var probability in batch.Probabilities.AsSpan(0, batch.Count))
        {
            json.WriteNumberValue(probability);
        }

        json.WriteEndArray();
        json.WriteNumber("latencyMs", Math.Round(latency.TotalMilliseconds, 4));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter json, RowBatch batch, FeatureColumn column, int row)
    {
        if (column.IsText)
        {
            var text = batch.TextOf(column, row);
            if (text.IsEmpty)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteStringValue(text);
            }
        }
        else if (batch.NumbersOf(column)[row] is var number && float.IsNaN(number))
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }
}
