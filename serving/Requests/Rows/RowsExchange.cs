using System.Text.Json;

namespace ServerlessML.Serving;

/// <summary><c>POST /v1/{deployment}/predict</c>: rows as JSON, a probability for each.</summary>
public sealed class RowsExchange : Exchange
{
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("requestId");
    private static readonly JsonEncodedText VersionName = JsonEncodedText.Encode("version");
    private static readonly JsonEncodedText PredictionsName = JsonEncodedText.Encode("predictions");
    private static readonly JsonEncodedText ProbabilityName = JsonEncodedText.Encode("probability");

    public override string ContentType => "application/json";

    public override string FaultContentType => Problems.ContentType;

    public override string PathOf(int row) => JsonPath.Row(row);

    public override Fault? Read(ReadOnlySpan<byte> body, int maxRows) => RowReader.Read(body, Batch, maxRows);

    public override void WriteAnswer()
    {
        var json = StartJson();
        json.WriteStartObject();
        json.WriteString(RequestIdName, RequestId);
        json.WriteNumber(VersionName, Arm.Version);
        json.WriteStartArray(PredictionsName);
        foreach (var probability in Batch.Probabilities.AsSpan(0, Batch.Count))
        {
            json.WriteStartObject();
            json.WriteNumber(ProbabilityName, probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    public override void WriteFault(Fault fault) => Problems.Write(Output, fault, RequestId);
}
