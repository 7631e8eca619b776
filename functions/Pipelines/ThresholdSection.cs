using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>evaluation.threshold</c>: a probability, or a goal.</summary>
internal static class ThresholdSection
{
    private const string Key = "threshold";
    private static readonly string[] Goals = ["maximise", "minimise", "at-least"];
    private const string Wanted =
        "'evaluation.threshold' is a probability, or one goal: { maximise: f1 }, { maximise: accuracy }, { minimise: cost }, { "
        + "at-least: { recall: 0.8 } } or { at-least: { precision: 0.8 } }";

    public static ThresholdSettings? Read(YamlSection section)
    {
        if (!section.IsMapping(Key))
        {
            return section.Has(Key) ? new() { Value = section.Optional(Key, 0.5, value => value.Number(0.5, 0, 1)) } : null;
        }

        var goal = section.Section(Key)!;
        List<ThresholdSettings> sought = [];
        if (goal.Has("maximise"))
        {
            sought.Add(
                new()
                {
                    Goal =
                        goal.Optional("maximise", "f1", value => value.OneOf("f1", ["f1", "accuracy"])) == "f1"
                            ? ThresholdGoal.F1
                            : ThresholdGoal.Accuracy,
                }
            );
        }

        if (goal.Has("minimise"))
        {
            goal.Optional("minimise", "cost", value => value.OneOf("cost", ["cost"]));
            sought.Add(new() { Goal = ThresholdGoal.Cost });
        }

        var least = goal.Section("at-least");
        if (least is not null)
        {
            foreach (
                var (name, kind) in ((string, ThresholdGoal)[])[("recall", ThresholdGoal.Recall), ("precision", ThresholdGoal.Precision)]
            )
            {
                if (least.Optional<double?>(name, null, value => value.Number(0.5, 0, 1)) is { } share)
                {
                    sought.Add(new() { Goal = kind, AtLeast = share });
                }
            }

            least.Done();
        }

        goal.Done();
        // Of a misspelt key it is said which one is meant.
        var isMisspelt = sought.Count == 0 && (goal.Keys.Except(Goals).Any() || least is { Keys.Count: > 0 });
        if (sought.Count != 1 && !isMisspelt)
        {
            section.Report(Key, Wanted);
        }

        return sought.FirstOrDefault();
    }
}
