using System.Text;
using System.Text.Json.Nodes;
using ServerlessML.Bench.Serving;
using ServerlessML.Contracts;
using ServerlessML.Serving.Plans;

namespace ServerlessML.Tests.Bench;

public sealed class FlightBodiesTests
{
    private static readonly FlightBodies Bodies = new([
        """{"rows":[{"distance":733,"origin":"ORD"}]}""",
        """{"rows":[{"distance":100,"origin":"LGA"}]}""",
    ]);

    [Fact]
    public void Binary_Tensors_AreAsLongAsTheJsonSays()
    {
        var target = Bodies.Binary("v2", 1, "/v2/models/flights/infer");

        var json = JsonNode.Parse(target.Body.AsSpan(0, target.JsonLength!.Value))!;
        var lengths = json["inputs"]!.AsArray().Select(input => input!["parameters"]!["binary_data_size"]!.GetValue<int>());
        Assert.Equal([4, 4 + 3], lengths);
        byte[] expected = [.. BitConverter.GetBytes(733f), 3, 0, 0, 0, .. "ORD"u8];
        Assert.Equal(expected, target.Body[target.JsonLength.Value..]);
        Assert.Contains("Inference-Header-Content-Length: ", Encoding.ASCII.GetString(target.Bytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void ManyRows_TurnByTurn()
    {
        var rows = JsonNode.Parse(Bodies.ManyRows("many", 1, "/", 3).Body)!["rows"]!.AsArray();

        Assert.Equal(["ORD", "LGA", "ORD"], rows.Select(row => row!["origin"]!.GetValue<string>()));
    }

    [Fact]
    public void Plan_WithAShadow_IsOneThatTheGatewayReads()
    {
        var model = Digest.Of("model"u8);
        var document = new Plan("flights", 3, (1, model, 6000), (2, model, 4000)) { Capture = 0.01, Shadow = (3, model, 0.1) }.Document();

        var plan = PlanDocument.Parse(document, "flights");
        Assert.Equal((3, 0.01, 2), (plan.Revision, plan.Capture, plan.Arms.Count));
        Assert.Equal(0.1, JsonNode.Parse(document)!["shadows"]![0]!["share"]!.GetValue<double>());
    }
}
