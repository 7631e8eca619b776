using System.Globalization;
using System.Text;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Training;
using ServerlessML.Workflows.Evaluation;

namespace ServerlessML.Tests.Functions.Evaluation;

public sealed partial class EvaluateCandidateTests
{
    /// <summary>Rows of one patient on both sides, by a column that the definition leaves out: nobody is promoted in silence.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Evaluate_ALabelThatBelongsToALeftOutColumn_AsksUnlessWholePatientsAreHeldOut(bool isSplitByPatient)
    {
        var (request, definition) = await PrepareAsync(Model(("Bern", 4), ("Graz", 4)), champion: Model(("Bern", 4), ("Graz", 4)));
        definition = definition with
        {
            Evaluation = definition.Evaluation with
            {
                Holdout = 0.2,
                Slices = [],
                MaxSliceLoss = null,
                Split = isSplitByPatient ? new() { Kind = SplitKind.Key, Key = ["patient"] } : null,
            },
        };
        request = await WithAsync(
            request with
            {
                Dataset = await VisitsAsync(request.Pipeline),
                Split = await FreezeAsync(definition),
                Cost = new(4800, 10, 1, 1) { Tried = [new("linear", -0.4, null), new("xgboost", null, "There is no libxgboost here.")] },
            },
            definition
        );

        var report = await bench.Evaluate.RunAsync(request, default);

        var leaks = report.Verdict!.Reasons.Where(reason => reason.Measure.StartsWith("leak:", StringComparison.Ordinal)).ToList();
        Assert.Equal(isSplitByPatient ? Array.Empty<string>() : ["leak:patient"], leaks.Select(reason => reason.Measure));
        Assert.Equal(isSplitByPatient ? Array.Empty<string>() : ["patient"], (report.Repeated ?? []).Select(column => column.Column));
        Assert.Equal(
            isSplitByPatient ? 0 : 1,
            report.Remarks!.Count(remark => remark.Contains("'evaluation.split: { key: [patient] }'", StringComparison.Ordinal))
        );
        Assert.Contains("recipe 'auto' went on without 'xgboost': There is no libxgboost here", report.Remarks!);
        Assert.All(leaks, reason => Assert.True(reason.Asks));
    }

    private async Task<Digest> VisitsAsync(string pipeline)
    {
        var (text, random) = (new StringBuilder("patient,day,level,city,late\n"), new Random(11));
        (double Level, int Late)[] patients = [.. Enumerable.Range(0, 400).Select(_ => (random.NextDouble(), random.Next(2)))];
        for (var row = 0; row < Rows; row++)
        {
            var (level, late) = patients[row % patients.Length];
            text.Append(
                CultureInfo.InvariantCulture,
                $"P{row % patients.Length},{row % 30},{level + (random.NextDouble() / 1000):F6},{(random.Next(2) == 0 ? "Graz" : "Bern")},{late}\n"
            );
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return await bench.Storage.Content.PutJsonAsync(
            new DatasetManifest
            {
                Pipeline = pipeline,
                Files =
                [
                    new()
                    {
                        Name = "visits.csv",
                        Format = DataFormat.Csv,
                        Bytes = bytes.Length,
                        Digest = await bench.Storage.Content.PutAsync(bytes),
                    },
                ],
            }
        );
    }
}
