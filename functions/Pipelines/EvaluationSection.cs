using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>evaluation:</c>.</summary>
internal static class EvaluationSection
{
    private static readonly SortedDictionary<string, EvaluatedRows> Rows = new(StringComparer.Ordinal)
    {
        ["batch"] = EvaluatedRows.Batch,
        ["both"] = EvaluatedRows.Both,
        ["window"] = EvaluatedRows.Window,
    };

    public static EvaluationSettings Read(YamlSection? section, DataContract data)
    {
        var otherwise = new EvaluationSettings();
        if (section is null)
        {
            return otherwise;
        }

        var (split, last) = SplitSection.Read(section, data);
        var settings = new EvaluationSettings
        {
            On = section.Has("on") ? Rows[section.Optional("on", "batch", value => value.OneOf("batch", [.. Rows.Keys]))] : null,
            Holdout = section.Optional("holdout", last ?? otherwise.Holdout, value => value.Number(otherwise.Holdout, 0.01, 0.9)),
            Salt = section.Optional("salt", otherwise.Salt, value => value.Text()),
            Split = split,
            MinAuc = section.Optional("min-auc", otherwise.MinAuc, value => value.Number(otherwise.MinAuc, 0, 1)),
            MinGain = section.Optional("min-gain", otherwise.MinGain, value => IsNumber(data) ? value.Number(0) : value.Number(0, -1, 1)),
            Metric = section.Has("metric") ? section.Optional("metric", "", value => value.Text()) : null,
            Limits = Limits(section.Section("limits")),
            Threshold = ThresholdSection.Read(section),
            Costs = Costs(section.Section("costs")),
            Unproven = UnprovenSection.Read(section, data.Label),
            Slices = section.Texts("slices"),
            Bands = Bands(section.Section("bands"), data),
            MinSliceRows = section.Optional("min-slice-rows", otherwise.MinSliceRows, value => value.Integer(otherwise.MinSliceRows, 2)),
            MaxSliceLoss = section.Optional<double?>("max-slice-loss", null, value =>
                IsNumber(data) ? value.Number(0, 0) : value.Number(0, 0, 1)
            ),
            Fairness = section.Sections("fairness") is { Count: > 0 } groups ? [.. groups.Select(group => Fairness(group, data))] : null,
            MaxBytes = section.Optional<long?>("max-bytes", null, value => value.Integer(1, 1)),
            Budget = section.Optional<TimeSpan?>("budget", null, value => value.Duration(TimeSpan.Zero)),
        };
        foreach (var slice in settings.Slices.Except(Names(data)))
        {
            section.Report("slices", $"'evaluation.slices' names '{slice}', which is no column{Meant(slice, data)}");
        }

        if (settings.MaxSliceLoss is not null && settings.Slices.Count == 0)
        {
            section.Report("max-slice-loss", "'evaluation.max-slice-loss' limits nothing without 'evaluation.slices'");
        }

        foreach (var (key, problem) in Misfits(section, settings, data.Label))
        {
            section.Report(key, problem);
        }

        section.Done();
        return settings;
    }

    private static bool IsNumber(DataContract data) => data.Label.Task == TaskKind.Regression;

    private static SortedDictionary<string, double>? Limits(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var limits = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var measure in section.Keys)
        {
            limits[measure] = section.Optional(measure, 0.0, value => value.Number(0));
        }

        return limits.Count == 0 ? null : limits;
    }

    private static IEnumerable<(string Key, string Problem)> Misfits(
        YamlSection section,
        EvaluationSettings settings,
        LabelDefinition label
    )
    {
        // Of a label of one value the data section complains.
        if (label.Task == TaskKind.Binary && label.Values.Count != 2)
        {
            yield break;
        }

        var kind = label.Task == TaskKind.Regression ? "a number" : $"one of {label.Values.Count} values";
        List<string> measures = [.. QualityMeasure.Of(label.Task, label.Values).Select(measure => measure.Name)];
        if (label.Task != TaskKind.Binary && section.Has("min-auc"))
        {
            yield return (
                "min-auc",
                $"'evaluation.min-auc' is for labels of two values; the label '{label.Name}' is {kind}: set "
                    + $"'evaluation.limits', by {string.Join(", ", measures.Take(8))}"
            );
        }

        foreach (var key in (string[])["threshold", "costs"])
        {
            if (label.Task != TaskKind.Binary && section.Has(key))
            {
                yield return (key, $"'evaluation.{key}' is for labels of two values; the label '{label.Name}' is {kind}");
            }
        }

        if (label.Task != TaskKind.Binary && settings.Fairness is not null)
        {
            yield return (
                "fairness",
                $"'evaluation.fairness' is not defined for this task: the label '{label.Name}' is {kind}, and the measures "
                    + $"compare rates of two outcomes; 'evaluation.slices' shows where groups are served worse"
            );
        }

        if (settings.Metric is { } metric && !QualityMeasure.Comparing(label.Task).Contains(metric))
        {
            yield return (
                "metric",
                $"'evaluation.metric' is {string.Join(", ", QualityMeasure.Comparing(label.Task))} where the label is {kind}, "
                    + $"not '{metric}'"
            );
        }

        foreach (var measure in settings.Limits?.Keys.Except(measures) ?? [])
        {
            yield return (
                "limits",
                $"'evaluation.limits' names '{measure}'; where the label is {kind} it may name "
                    + $"{string.Join(", ", measures.Take(8))}{(measures.Count > 8 ? " and so on" : "")}{(NearestName.Of(measure, measures) is { } near ? $"; did you mean '{near}'?" : "")}"
            );
        }
    }

    private static ErrorCosts? Costs(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var costs = new ErrorCosts
        {
            FalsePositive = section.Optional("false-positive", 1.0, value => value.Number(1, 0)),
            FalseNegative = section.Optional("false-negative", 1.0, value => value.Number(1, 0)),
        };
        section.Done();
        return costs;
    }

    private static FairnessLimit Fairness(YamlSection section, DataContract data)
    {
        var limit = new FairnessLimit
        {
            Column = section.Required("column", "", value => value.Text()),
            MaxParityDifference = section.Optional<double?>("max-parity-difference", null, value => value.Number(0, 0, 1)),
            MaxOddsDifference = section.Optional<double?>("max-odds-difference", null, value => value.Number(0, 0, 1)),
            MaxFalsePositiveDifference = section.Optional<double?>("max-false-positive-difference", null, value => value.Number(0, 0, 1)),
            MaxFalseNegativeDifference = section.Optional<double?>("max-false-negative-difference", null, value => value.Number(0, 0, 1)),
            MaxPrecisionDifference = section.Optional<double?>("max-precision-difference", null, value => value.Number(0, 0, 1)),
        };
        if (limit.Column.Length > 0 && !Names(data).Contains(limit.Column))
        {
            section.Report("column", $"'evaluation.fairness' names '{limit.Column}', which is no column{Meant(limit.Column, data)}");
        }

        section.Done();
        return limit;
    }

    private static SortedDictionary<string, IReadOnlyList<double>>? Bands(YamlSection? section, DataContract data)
    {
        var bands = new SortedDictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);
        foreach (var column in section?.Keys ?? [])
        {
            var known = data.Judged.Columns.FirstOrDefault(known => known.Name == column && !known.Type.IsString);
            var edges = known is { IsDate: true } ? Dates(section!, known) : section!.Numbers(column);
            bands[column] = edges;
            var problem =
                known is null ? $"'evaluation.bands' names '{column}', which is no column of numbers{Meant(column, data)}"
                : edges.Count == 0 || !edges.SequenceEqual(edges.Distinct().Order())
                    ? $"'evaluation.bands.{column}' must be a list of one or more rising numbers, or dates, where one band ends and the next begins"
                : null;
            if (problem is not null)
            {
                section!.Report(column, problem);
            }
        }

        return bands.Count == 0 ? null : bands;
    }

    private static IReadOnlyList<double> Dates(YamlSection section, ColumnDefinition column) =>
        [.. section.Texts(column.Name).Select(text => (double?)CanonicalTime.Of(text, null, column.IsDay) ?? double.NaN)];

    private static List<string> Names(DataContract data) => [.. data.Judged.Columns.Select(column => column.Name)];

    private static string Meant(string name, DataContract data) =>
        NearestName.Of(name, Names(data)) is { } near ? $"; did you mean '{near}'?" : "";
}
