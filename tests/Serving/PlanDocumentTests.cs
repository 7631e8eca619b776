using System.Text;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class PlanDocumentTests
{
    private const string Good =
        """{"deployment":"flights","revision":3,"salt":"s","arms":[{"version":1,"model":"sha256:DIGEST","weight":10000}],"capture":0.5,"by":"a","reason":"b","changeId":"c","updatedAt":"2026-01-01T00:00:00Z","tomorrow":1}""";

    [Fact]
    public void Parse_AGoodPlan_IsRead()
    {
        var plan = Parse(Good);
        Assert.Equal((3, 0.5, 10_000), (plan.Revision, plan.Capture, plan.Arms.Single().Weight));
    }

    [Fact]
    public void Parse_APlanOfBeforeShadows_IsWrittenAsItWas()
    {
        var written = CanonicalJson.Serialize(Parse(Good));
        Assert.Equal(
            Good.Replace("DIGEST", new string('a', 64), StringComparison.Ordinal)
                .Replace(",\"tomorrow\":1", "", StringComparison.Ordinal)
                .Length,
            Encoding.UTF8.GetString(written).Replace("+00:00", "Z", StringComparison.Ordinal).Length
        );
        var again = PlanDocument.Parse(written, "flights");
        Assert.Equal((null, null, null, null), (again.Shadows, again.KeyColumn, again.Arms[0].Buckets, again.Arms[0].Profile));
        Assert.Equal(written, CanonicalJson.Serialize(again));
    }

    [Fact]
    public void Parse_APlanWithEverything_RoundTrips()
    {
        var plan = Parse(Good) with
        {
            KeyColumn = "customer",
            Shadows =
            [
                new()
                {
                    Version = 2,
                    Model = Contracts.Digest.Of("m"u8),
                    Share = 0.25,
                    Profile = Contracts.Digest.Of("p"u8),
                },
            ],
        };
        plan = plan with
        {
            Arms = [plan.Arms[0] with { Buckets = [new() { From = 0, To = 10_000 }], Profile = Contracts.Digest.Of("p"u8) }],
        };
        var again = PlanDocument.Parse(CanonicalJson.Serialize(plan), "flights");
        Assert.Equal(CanonicalJson.Serialize(plan), CanonicalJson.Serialize(again));
        Assert.Equal((0.25, "customer", 10_000), (again.Shadows![0].Share, again.KeyColumn, again.Arms[0].Buckets![0].To));
    }

    [Theory]
    [InlineData("\"capture\":0.5", "\"shadows\":[{\"version\":2,\"model\":\"sha256:DIGEST\",\"share\":1.5}]", "share")]
    [InlineData("\"capture\":0.5", "\"shadows\":[null]", "null")]
    [InlineData("\"capture\":0.5", "\"keyColumn\":\"\"", "key column")]
    [InlineData("10000}", "10000,\"buckets\":[{\"from\":0,\"to\":9999}]}", "as many buckets")]
    [InlineData("10000}", "10000,\"buckets\":[{\"from\":0,\"to\":5001},{\"from\":5000,\"to\":9999}]}", "belong to another arm as well")]
    [InlineData("10000}", "10000,\"buckets\":[{\"from\":1,\"to\":10001}]}", "outside 0 to 10,000")]
    [InlineData("10000}", "10000,\"buckets\":[null]}", "null")]
    [InlineData("10000}", "9999}", "9999")]
    [InlineData("10000}", "-1}", "weight")]
    [InlineData("\"capture\":0.5", "\"capture\":1.5", "capture")]
    [InlineData("\"capture\":0.5", "\"capture\":\"NaN\"", "capture")]
    [InlineData("\"flights\"", "\"../flights\"", "not the name of a deployment")]
    [InlineData("\"flights\"", "\"other\"", "is for 'other'")]
    [InlineData("\"salt\":\"s\"", "\"salt\":null", "null")]
    [InlineData("[{", "[null,{", "null")]
    [InlineData("sha256:", "md5:", "not a digest")]
    [InlineData("\"revision\":3,", "", "revision")]
    [InlineData("}]", "}", "not a traffic plan")]
    public void Parse_ABadPlan_SaysWhatIsWrong(string good, string bad, string named)
    {
        var failure = Assert.Throws<PlanRejectedException>(() => Parse(Good.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    private static Contracts.Rollout.TrafficPlan Parse(string json) =>
        PlanDocument.Parse(Encoding.UTF8.GetBytes(json.Replace("DIGEST", new string('a', 64), StringComparison.Ordinal)), "flights");
}
