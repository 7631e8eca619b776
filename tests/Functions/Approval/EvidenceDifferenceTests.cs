using System.Text;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Functions.Approval;

namespace ServerlessML.Tests.Functions.Approval;

public sealed class EvidenceDifferenceTests
{
    [Fact]
    public void Between_ADocumentOfBeforeAndOneOfAfter_OnlyWhatIsDifferentIsTold()
    {
        const string digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        static byte[] Evidence(string evaluation) =>
            Encoding.UTF8.GetBytes(
                $$$"""{"dataset":"{{{digest}}}","definition":"{{{digest}}}","environment":"{{{digest}}}","evaluation":{{{evaluation}}},"model":"{{{digest}}}","pipeline":"p","runId":"r","validation":"{{{digest}}}","verdict":{"outcome":"ask","reasons":[]}}"""
            );
        var before = Evidence(
            $$"""{"candidate":{"auc":0.7,"aucHigh":0.8,"aucLow":0.6,"bytes":1,"model":"{{digest}}"},"positives":20,"rows":100,"runId":"r"}"""
        );
        var after = CanonicalJson.Deserialize<Evidence>(before);
        var measures = new Dictionary<string, MeasureScore> { ["auc"] = new(0.7, 0.65, 0.8) };
        after = after with { Evaluation = after.Evaluation with { Candidate = after.Evaluation.Candidate with { Measures = measures } } };

        var different = Assert.Single(EvidenceDifference.Between(before, CanonicalJson.Serialize(after)));
        Assert.Equal(
            ("evaluation.candidate.measures.auc.low", 0.6, 0.65),
            (different.Path, different.Signed!.Value.GetDouble(), different.Current!.Value.GetDouble())
        );
    }
}
