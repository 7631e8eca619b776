using System.Text;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.Contracts;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void Serialize_MembersInAnyOrder_GivesOneForm()
    {
        var one = CanonicalJson.Serialize(new Dictionary<string, object> { ["b"] = 2, ["a"] = new { z = 1, y = "é" } });
        var other = CanonicalJson.Serialize(new Dictionary<string, object> { ["a"] = new { y = "é", z = 1 }, ["b"] = 2 });
        Assert.Equal("""{"a":{"y":"é","z":1},"b":2}""", Encoding.UTF8.GetString(one));
        Assert.Equal(one, other);
    }

    [Fact]
    public void Serialize_Keys_SortsByCodeUnits() =>
        Assert.Equal(
            """{"10":1,"2":2,"A":3,"a":4}""",
            Encoding.UTF8.GetString(
                CanonicalJson.Serialize(
                    new Dictionary<string, int>
                    {
                        ["a"] = 4,
                        ["2"] = 2,
                        ["A"] = 3,
                        ["10"] = 1,
                    }
                )
            )
        );

    [Fact]
    public void DigestOf_Definition_SurvivesARoundTrip()
    {
        var definition = Samples.Definition;
        Assert.Equal(definition.Digest(), CanonicalJson.Deserialize<PipelineDefinition>(CanonicalJson.Serialize(definition)).Digest());
    }

    [Fact]
    public void DigestOf_AnyChange_IsAnother() =>
        Assert.NotEqual(Samples.Definition.Digest(), (Samples.Definition with { Training = new() { Seed = 2 } }).Digest());
}
