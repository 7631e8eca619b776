using System.Globalization;
using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Capture;

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
        WriteAnswers(json, rows, captured.Shape);
        json.WriteNumber("latencyMs", Math.Round(captured.Latency.TotalMilliseconds, 4));
        json.WriteEndObject();
    }

    private static void WriteAnswers(Utf8JsonWriter json, RowCopy rows, AnswerShape shape)
    {
        if (shape.Task == TaskKind.MultiClass)
        {
            var width = rows.Plan.Width;
            json.WriteStartArray("classes");
            for (var from = 0; from < rows.Answers.Length; from += width)
            {
                json.WriteStringValue(shape.Names[AnswerShape.CalledOf(rows.Answers.Slice(from, width))]);
            }

            json.WriteEndArray();
            json.WriteStartObject("classProbabilities");
            for (var number = 0; number < width; number++)
            {
                json.WriteStartArray(shape.Names[number]);
                for (var from = number; from < rows.Answers.Length; from += width)
                {
                    json.WriteNumberValue(rows.Answers[from]);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            return;
        }

        json.WriteStartArray(shape.Task == TaskKind.Regression ? "values" : "probabilities");
        foreach (var answer in rows.Answers)
        {
            json.WriteNumberValue(answer);
        }

        json.WriteEndArray();
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
        else if (rows.Dates?[column.Index] is { } date)
        {
            json.WriteStringValue(CanonicalTime.Text(number, date.IsDay));
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
