using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.Bench.Serving;

/// <summary>Flights as request bodies.</summary>
/// <param name="requests">One row each, as JSON: <c>{"rows":[{…}]}</c>.</param>
internal sealed class FlightBodies(IReadOnlyList<string> requests)
{
    public HttpTarget Json(string name, int port, string path, int which = 0) =>
        new(name, port, path, Encoding.UTF8.GetBytes(requests[which % requests.Count]));

    public HttpTarget ManyRows(string name, int port, string path, int rows)
    {
        var objects = Enumerable.Range(0, rows).Select(row => Row(row).ToJsonString());
        return new(name, port, path, Encoding.UTF8.GetBytes($$"""{"rows":[{{string.Join(',', objects)}}]}""")) { Rows = rows };
    }

    /// <summary>
    /// One row by the binary extension of the Open Inference Protocol: JSON that describes, then the tensors; a text is its length (4
    /// bytes, little-endian) and its UTF-8.
    /// </summary>
    public HttpTarget Binary(string name, int port, string path)
    {
        JsonArray inputs = [];
        List<byte> tensors = [];
        foreach ((var column, var value) in Row(0))
        {
            var isText = value!.GetValueKind() == JsonValueKind.String;
            var data = isText ? Text(value.GetValue<string>()) : BitConverter.GetBytes(value.GetValue<float>());
            tensors.AddRange(data);
            inputs.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = column,
                        ["shape"] = new JsonArray(1, 1),
                        ["datatype"] = isText ? "BYTES" : "FP32",
                        ["parameters"] = new JsonObject { ["binary_data_size"] = data.Length },
                    }
            );
        }

        JsonObject outputs = new()
        {
            ["name"] = "probability",
            ["parameters"] = new JsonObject { ["binary_data"] = true },
        };
        var json = Encoding.UTF8.GetBytes(new JsonObject { ["inputs"] = inputs, ["outputs"] = new JsonArray(outputs) }.ToJsonString());
        return new(name, port, path, [.. json, .. tensors]) { ContentType = "application/octet-stream", JsonLength = json.Length };
    }

    /// <summary>A row's values, by column.</summary>
    public JsonObject Row(int which) => JsonNode.Parse(requests[which % requests.Count])!["rows"]![0]!.AsObject();

    private static byte[] Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text),
            whole = new byte[4 + utf8.Length];
        BinaryPrimitives.WriteInt32LittleEndian(whole, utf8.Length);
        utf8.CopyTo(whole, 4);
        return whole;
    }
}
