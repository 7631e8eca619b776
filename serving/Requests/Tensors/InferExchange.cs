using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace ServerlessML.Serving.Requests.Tensors;

/// <summary>
/// <c>POST /v2/models/{model}[/versions/{version}]/infer</c> of the Open Inference Protocol: a tensor for each column in, the tensor
/// <c>probability</c>, <c>probabilities</c> or <c>prediction</c> out, each as JSON or as bytes after the JSON.
/// <see href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md"/>
/// </summary>
public sealed class InferExchange : Exchange
{
    private readonly InferRequest _request = new();
    private int _jsonLength;

    public override string ContentType => _request.IsBinary ? "application/octet-stream" : "application/json";

    public override string FaultContentType => "application/json";

    public override string PathOf(int row) => $"$.outputs[0].data[{row * Batch.Plan.Width}]";

    public override Fault? ReadHeaders(IHeaderDictionary headers)
    {
        var length = headers[Headers.InferenceJsonLength].ToString();
        if (length.Length == 0)
        {
            return null;
        }

        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
        {
            return Fault.BadHeader(Headers.InferenceJsonLength, "must be a whole number of bytes");
        }

        _request.JsonLength = bytes;
        return null;
    }

    public override Fault? Read(ReadOnlySpan<byte> body, int maxRows, RowBatch batch, RequestColumns columns)
    {
        if (batch != Batch)
        {
            // What another version makes of the body; what is asked of the answer is known already.
            return InferReader.Read(body, new InferRequest { JsonLength = _request.JsonLength }, batch, maxRows, columns);
        }

        _request.ClearBody();
        if (InferReader.Read(body, _request, batch, maxRows, columns) is { } fault)
        {
            return fault;
        }

        if (!IsNamed && _request.Id is { } id && Headers.IsRequestId(id))
        {
            Name(id);
        }

        return null;
    }

    public override void WriteAnswer()
    {
        var answers = Batch.Given;
        var json = StartJson();
        json.WriteStartObject();
        json.WriteString("model_name"u8, Deployment.Name);
        json.WriteString("model_version"u8, Arm.VersionText);
        if (_request.Id is { } id)
        {
            json.WriteString("id"u8, id);
        }

        json.WriteStartArray("outputs"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, Batch.Plan.OutputName);
        json.WriteString("datatype"u8, "FP32"u8);
        json.WriteStartArray("shape"u8);
        json.WriteNumberValue(Batch.Count);
        if (Batch.Plan.Width > 1)
        {
            json.WriteNumberValue(Batch.Plan.Width);
        }

        json.WriteEndArray();
        if (_request.IsBinary)
        {
            json.WriteStartObject("parameters"u8);
            json.WriteNumber("binary_data_size"u8, answers.Length * sizeof(float));
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("data"u8);
            foreach (var answer in answers)
            {
                json.WriteNumberValue(answer);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        _jsonLength = Output.WrittenCount;
        if (_request.IsBinary)
        {
            WriteBytes(answers);
        }
    }

    public override void WriteFault(Fault fault)
    {
        var json = StartJson();
        json.WriteStartObject();
        json.WriteString("error"u8, fault.Path is null ? $"{fault.Code}: {fault.Detail}" : $"{fault.Code} at {fault.Path}: {fault.Detail}");
        json.WriteEndObject();
        json.Flush();
    }

    public override void WriteHeaders(IHeaderDictionary headers)
    {
        if (_request.IsBinary)
        {
            headers[Headers.InferenceJsonLength] = Digits(_jsonLength);
        }
    }

    protected override void Reset() => _request.Clear();

    private void WriteBytes(ReadOnlySpan<float> values)
    {
        var bytes = Output.GetSpan(values.Length * sizeof(float));
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], values[i]);
        }

        Output.Advance(values.Length * sizeof(float));
    }

    // Answers of one deployment differ in length by their digits alone, so a few texts serve for nearly all of them.
    private static string Digits(int number) =>
        number < Known.Length
            ? Known[number] ??= number.ToString(CultureInfo.InvariantCulture)
            : number.ToString(CultureInfo.InvariantCulture);

    private static readonly string?[] Known = new string?[1024];
}
