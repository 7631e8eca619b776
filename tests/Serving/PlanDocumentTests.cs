using System.Text;
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

    [Theory]
    [InlineData("10000}", "9999}", "9999")]
    [InlineData("10000}", "-1}", "weight")]
    [InlineData("\"capture\":0.5", "\"capture\":1.5", "capture")]
    [InlineData("\"capture\":0.5", "\"capture\":\"NaN\"", "capture")]
    [InlineData("\"flights\"", "\"../flights\"", "not a name")]
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

    private static Contracts.TrafficPlan Parse(string json) =>
        PlanDocument.Parse(Encoding.UTF8.GetBytes(json.Replace("DIGEST", new string('a', 64), StringComparison.Ordinal)), "flights");
}
