using ServerlessML.Contracts;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>evaluation:</c>.</summary>
internal static class EvaluationSection
{
    public static EvaluationSettings Read(YamlSection? section, DataContract data)
    {
        var otherwise = new EvaluationSettings();
        if (section is null)
        {
            return otherwise;
        }

        var settings = new EvaluationSettings
        {
            Holdout = section.Optional("holdout", otherwise.Holdout, value => value.Number(otherwise.Holdout, 0.01, 0.9)),
            Salt = section.Optional("salt", otherwise.Salt, value => value.Text()),
            MinAuc = section.Optional("min-auc", otherwise.MinAuc, value => value.Number(otherwise.MinAuc, 0, 1)),
            MinGain = section.Optional("min-gain", otherwise.MinGain, value => value.Number(0, -1, 1)),
            Slices = section.Texts("slices"),
            MinSliceRows = section.Optional("min-slice-rows", otherwise.MinSliceRows, value => value.Integer(otherwise.MinSliceRows, 2)),
            MaxSliceLoss = section.Optional<double?>("max-slice-loss", null, value => value.Number(0, 0, 1)),
            Fairness = section.Sections("fairness") is { Count: > 0 } groups ? [.. groups.Select(group => Fairness(group, data))] : null,
            MaxBytes = section.Optional<long?>("max-bytes", null, value => value.Integer(1, 1)),
            Budget = section.Optional<TimeSpan?>("budget", null, value => value.Duration(TimeSpan.Zero)),
        };
        foreach (var slice in settings.Slices.Except(Categories(data)))
        {
            section.Report("slices", $"'evaluation.slices' names '{slice}', which is no category column{Meant(slice, data)}");
        }

        if (settings.MaxSliceLoss is not null && settings.Slices.Count == 0)
        {
            section.Report("max-slice-loss", "'evaluation.max-slice-loss' limits nothing without 'evaluation.slices'");
        }

        section.Done();
        return settings;
    }

    private static FairnessLimit Fairness(YamlSection section, DataContract data)
    {
        var limit = new FairnessLimit
        {
            Column = section.Required("column", "", value => value.Text()),
            MaxParityDifference = section.Optional<double?>("max-parity-difference", null, value => value.Number(0, 0, 1)),
            MaxOddsDifference = section.Optional<double?>("max-odds-difference", null, value => value.Number(0, 0, 1)),
        };
        if (limit.Column.Length > 0 && !Categories(data).Contains(limit.Column))
        {
            section.Report("column", $"'evaluation.fairness' names '{limit.Column}', which is no category column{Meant(limit.Column, data)}");
        }

        section.Done();
        return limit;
    }

    private static List<string> Categories(DataContract data) =>
        [.. data.Columns.Where(column => column.Type == ColumnType.Category).Select(column => column.Name)];

    private static string Meant(string name, DataContract data) => NearestName.Of(name, Categories(data)) is { } near ? $"; did you mean '{near}'?" : "";
}
