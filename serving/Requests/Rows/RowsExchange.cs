using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Requests.Rows;

/// <summary>
/// <c>POST /v1/{deployment}/predict</c>: rows as JSON, and for each a probability, a class with its probabilities, or a value.
/// </summary>
public sealed class RowsExchange : Exchange
{
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("requestId");
    private static readonly JsonEncodedText VersionName = JsonEncodedText.Encode("version");
    private static readonly JsonEncodedText PredictionsName = JsonEncodedText.Encode("predictions");
    private static readonly JsonEncodedText ClassName = JsonEncodedText.Encode("class");
    private static readonly JsonEncodedText ProbabilitiesName = JsonEncodedText.Encode("probabilities");
    private static readonly JsonEncodedText ValueName = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText PositiveName = JsonEncodedText.Encode("positive");
    private static readonly JsonEncodedText ProbabilityName = JsonEncodedText.Encode("probability");

    public override string ContentType => "application/json";

    public override string FaultContentType => Problems.ContentType;

    public override string PathOf(int row) => JsonPath.Row(row);

    public override Fault? Read(ReadOnlySpan<byte> body, int maxRows, RowBatch batch, RequestColumns columns) =>
        RowReader.Read(body, batch, maxRows, columns);

    public override void WriteAnswer()
    {
        var json = StartJson();
        json.WriteStartObject();
        json.WriteString(RequestIdName, RequestId);
        json.WriteNumber(VersionName, Arm.Version);
        json.WriteStartArray(PredictionsName);
        var shape = Arm.Shape;
        for (var row = 0; row < Batch.Count; row++)
        {
            json.WriteStartObject();
            if (shape.Task == TaskKind.MultiClass)
            {
                WriteClasses(json, shape, Batch.AnswerOf(row));
            }
            else
            {
                json.WriteNumber(shape.Task == TaskKind.Regression ? ValueName : ProbabilityName, Batch.AnswerOf(row)[0]);
                if (shape.Threshold is { } threshold)
                {
                    json.WriteBoolean(PositiveName, Batch.AnswerOf(row)[0] >= threshold);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteClasses(Utf8JsonWriter json, AnswerShape shape, ReadOnlySpan<float> probabilities)
    {
        json.WriteString(ClassName, shape.Names[AnswerShape.CalledOf(probabilities)]);
        json.WriteStartObject(ProbabilitiesName);
        for (var number = 0; number < probabilities.Length; number++)
        {
            json.WriteNumber(shape.Names[number], probabilities[number]);
        }

        json.WriteEndObject();
    }

    public override void WriteFault(Fault fault) => Problems.Write(Output, fault, RequestId, IsRouted ? Arm.Version : null);
}
