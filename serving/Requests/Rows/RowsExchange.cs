using System.Text.Json;

namespace ServerlessML.Serving;

/// <summary><c>POST /v1/{deployment}/predict</c>: rows as JSON, a probability for each.</summary>
public sealed class RowsExchange : Exchange
{
    public override string ContentType => "application/json";

    public override string FaultContentType => Problems.ContentType;

    public override Fault? Read(ReadOnlySpan<byte> body, int maxRows) => RowReader.Read(body, Batch, maxRows);

    public override void WriteAnswer()
    {
        using var json = new Utf8JsonWriter(Output);
        json.WriteStartObject();
        json.WriteString("requestId", RequestId);
        json.WriteNumber("version", Arm.Version);
        json.WriteStartArray("predictions");
        foreach (var probability in Batch.Probabilities.AsSpan(0, Batch.Count))
        {
            json.WriteStartObject();
            json.WriteNumber("probability", probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public override void WriteFault(Fault fault) => Problems.Write(Output, fault, RequestId);
}
