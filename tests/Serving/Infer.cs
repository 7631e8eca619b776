using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Serving;

/// <summary>Inference requests as clients of the Open Inference Protocol write them.</summary>
internal static class Infer
{
    public const string OneAsJson =
        """{"id":"42","inputs":[{"name":"distance","shape":[1,1],"datatype":"FP32","data":[250]},{"name":"origin","shape":[1,1],"datatype":"BYTES","data":["LAX"]}]}""";

    /// <summary>A body of Triton's Python client: JSON with spaces, then the tensors; its length of JSON goes in a header.</summary>
    /// <param name="outputs">The rest of the JSON after the inputs.</param>
    /// <param name="inputs">Name, shape, datatype and bytes of each.</param>
    public static (byte[] Body, int JsonLength) Binary(
        string outputs,
        params (string Name, int[] Shape, string Datatype, byte[] Data)[] inputs
    )
    {
        var described = inputs.Select(input =>
            $$$"""{"name": "{{{input.Name}}}", "shape": [{{{string.Join(", ", input.Shape)}}}], "datatype": "{{{input.Datatype}}}", "parameters": {"binary_data_size": {{{input.Data.Length}}}}}"""
        );
        var json = Encoding.UTF8.GetBytes($$"""{"inputs": [{{string.Join(", ", described)}}], {{outputs}}}""");
        return ([.. json, .. inputs.SelectMany(input => input.Data)], json.Length);
    }

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Texts(params string[] texts) => [.. texts.SelectMany(text => Text(Encoding.UTF8.GetBytes(text)))];

    public static byte[] Text(byte[] utf8)
    {
        var bytes = new byte[4 + utf8.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)utf8.Length);
        utf8.CopyTo(bytes, 4);
        return bytes;
    }

    public static string Json(float[] distances, string[] origins) =>
        new JsonObject
        {
            ["inputs"] = new JsonArray(
                Tensor(
                    "distance",
                    "FP32",
                    distances.Length,
                    JsonSerializer.SerializeToNode(distances.Select(one => float.IsNaN(one) ? (float?)null : one))
                ),
                Tensor("origin", "BYTES", origins.Length, JsonSerializer.SerializeToNode(origins))
            ),
        }.ToJsonString();

    private static JsonObject Tensor(string name, string datatype, int rows, JsonNode? data) =>
        new()
        {
            ["name"] = name,
            ["shape"] = new JsonArray(rows),
            ["datatype"] = datatype,
            ["data"] = data,
        };
}
