using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Serving;
using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Evaluation.Scoring;
using ServerlessML.Ml.Tabular;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Evaluation;

/// <summary>The version that serves, as the definition has it that it was approved with.</summary>
internal sealed class Champion
{
    private readonly DataContract? _data;
    private readonly IReadOnlyDictionary<string, MeasureScore> _last;
    private readonly IReadOnlyList<ColumnDefinition> _inputs;

    private Champion(ModelVersion version, byte[] model, Evidence? evidence, DataContract? data, ScoringProcess apart)
    {
        (Version, Model, _data) = (version, model, data);
        _last = evidence?.Evaluation.Candidate.Measures
            ?? (version.Value is { } value ? new Dictionary<string, MeasureScore> { [version.Measure] = new(value) } : []);
        Split = evidence?.Evaluation.Split;
        using var scorer = Open(version.Model, model, apart);
        // What the graph takes as a number may be a date, and as a category a text, which are read as such.
        _inputs =
        [
            .. scorer.Inputs.Select(input =>
                data?.Columns.FirstOrDefault(column => column.Name == input.Name && column.Type.IsTakenApart) is { } known
                    ? input with
                    {
                        Type = known.Type,
                        Date = known.Date,
                    }
                    : input
            ),
        ];
    }

    public ModelVersion Version { get; }

    public byte[] Model { get; }

    /// <summary>How the rows were divided that it was trained on; null where its evidence does not tell.</summary>
    public SplitUse? Split { get; }

    /// <summary>What it takes from requests.</summary>
    public IReadOnlyList<ServedColumn> Columns => Version.Columns ?? ServedColumns.Of(_inputs, _data);

    public static async Task<Champion?> OfAsync(
        ModelRegistry models,
        ContentStore content,
        ScoringProcess apart,
        string pipeline,
        CancellationToken cancellation
    )
    {
        if (await models.ChampionAsync(pipeline, cancellation) is not { } version)
        {
            return null;
        }

        var evidence = await FindAsync<Evidence>(content, version.Evidence, cancellation);
        var definition = evidence is null ? null : await FindAsync<PipelineDefinition>(content, evidence.Definition, cancellation);
        return new(version, await content.GetAsync(version.Model, cancellation), evidence, definition?.Data, apart);
    }

    /// <summary>Reads the profile of its training data; null where that is not kept any more.</summary>
    public Task<DatasetProfile?> ProfileAsync(ContentStore content, CancellationToken cancellation) =>
        FindAsync<DatasetProfile>(content, Version.Profile, cancellation);

    /// <summary>The columns that it takes and the contract has not, or not of that type.</summary>
    public IReadOnlyList<ColumnDefinition> Beyond(DataContract contract) =>
        [.. _inputs.Where(input => !contract.Columns.Any(column => column.Name == input.Name && IsReadAlike(column, input)))];

    /// <summary>Finds why it cannot be scored on a batch that the contract was made for; null when it can.</summary>
    public string? WhyNotScored(DataContract contract, IReadOnlyList<LocalDataFile> files, CancellationToken cancellation) =>
        OtherLabel(contract.Label)
        ?? (
            TableReader.WhyUnreadable(files, contract, Beyond(contract), cancellation: cancellation) is { } column
                ? $"the champion, version {Version.Version}, cannot be scored on this batch, because {column}"
                : null
        );

    /// <summary>The columns that it takes, of rows that were read with those <see cref="Beyond"/> the contract beside.</summary>
    public Table Rows(Table rows, Table others) =>
        new([.. _inputs.Select(input => others.Has(input.Name) ? others[input.Name] : rows[input.Name])]);

    /// <summary>The champion's last figures, where it cannot be scored.</summary>
    public ModelScore Unscored(string reason) =>
        new()
        {
            Model = Version.Model,
            Version = Version.Version,
            Bytes = Model.LongLength,
            NotScored = new(reason, _last),
        };

    /// <exception cref="PermanentFailureException">The bytes are no model.</exception>
    public static ModelScorer Open(Digest digest, byte[] model, ScoringProcess apart)
    {
        try
        {
            return ModelScorer.Open(model, digest.ToString(), apart: apart);
        }
        catch (ModelException broken)
        {
            throw new PermanentFailureException(broken.Message, broken);
        }
    }

    /// <summary>Why its label is not the definition's; null when it is. Old versions have answers alone.</summary>
    public string? OtherLabel(LabelDefinition label)
    {
        if (_data?.Label is { } before)
        {
            return
                before.Name == label.Name && before.Task == label.Task && before.Values.SequenceEqual(label.Values, StringComparer.Ordinal)
                ? null
                : Text($"'{before.Name}', {Text(before.Task, before.Values)}", $"'{label.Name}', {Text(label.Task, label.Values)}");
        }

        var (task, values) = (Version.Answers?.Task ?? TaskKind.Binary, Version.Answers?.Classes ?? []);
        return task == label.Task && (task != TaskKind.MultiClass || values.SequenceEqual(label.Values, StringComparer.Ordinal))
            ? null
            : Text(Text(task, values), $"'{label.Name}', {Text(label.Task, label.Values)}");
    }

    private string Text(string before, string now) =>
        $"the champion, version {Version.Version}, cannot be compared with the candidate, because its label is another: "
        + $"{before}; the definition's is {now}";

    private static string Text(TaskKind task, IReadOnlyList<string> values) =>
        (task, values.Count) switch
        {
            (TaskKind.Regression, _) => "a number",
            (_, 0) => "one of two values",
            _ => $"one of {string.Join(", ", values.Take(8).Select(value => $"'{value}'"))}{(values.Count > 8 ? " and others" : "")}",
        };

    private static bool IsReadAlike(ColumnDefinition column, ColumnDefinition input) =>
        column.Type.IsString == input.Type.IsString
        && (!column.Type.IsString || column.Type == input.Type)
        && column.IsDate == input.IsDate
        && (!column.IsDate || (column.Type == input.Type && column.Date?.Format == input.Date?.Format));

    private static async Task<T?> FindAsync<T>(ContentStore content, Digest digest, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await content.GetJsonAsync<T>(digest, cancellation);
        }
        catch (ContentMissingException)
        {
            return null;
        }
    }
}
