using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Contracts.Evaluation;

/// <summary>
/// The division of a pipeline's rows into training rows and holdout: a document of the pipeline that its first run freezes
/// (docs/reference/split.md). A definition that adds, drops or changes columns keeps it; one that states another kind, share, salt, key or
/// time makes the next revision.
/// </summary>
public sealed record Split
{
    /// <summary>Counts from 1; 0 where a training brings its own division, as trainings from before January 2027 do.</summary>
    public int Revision { get; init; }
    public required SplitKind Kind { get; init; }

    /// <summary>Share of rows held out, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Part of the hash; another salt draws another holdout.</summary>
    public required string Salt { get; init; }

    /// <summary>The columns that identify a row, in the order in which they are hashed; none where time divides.</summary>
    public IReadOnlyList<SplitColumn> Columns { get; init; } = [];

    /// <summary>Set where time divides.</summary>
    public SplitTime? Time { get; init; }

    /// <summary>Computes the digest of everything but the revision, which is the same for splits that divide alike.</summary>
    public Digest Digest() => CanonicalJson.DigestOf(this with { Revision = 0 });

    /// <summary>The split that a definition states.</summary>
    public static Split Of(PipelineDefinition definition)
    {
        var (data, limits) = (definition.Data, definition.Evaluation);
        var stated = limits.Split ?? new();
        var inputs = data.Columns.Select(column => new SplitColumn(column.Name, column.Type));
        return new()
        {
            Revision = 1,
            Kind = stated.Kind,
            Share = limits.Holdout,
            Salt = limits.Salt,
            Time = stated.Time,
            Columns = stated.Kind switch
            {
                SplitKind.Row => [.. inputs, new(data.Label.Name, data.Label.Type ?? ColumnType.Category)],
                SplitKind.Inputs => [.. inputs],
                SplitKind.Key => [.. stated.Key.Select(name => new SplitColumn(name, ColumnType.Category))],
                _ => [],
            },
        };
    }

    /// <summary>
    /// The division of trainings from before splits were documents: by the contract's columns and the label, equal rows together.
    /// </summary>
    public static Split Before(DataContract data, double share, string salt) =>
        new()
        {
            Kind = SplitKind.Content,
            Share = share,
            Salt = salt,
            Columns =
            [
                .. data.Columns.Select(column => new SplitColumn(column.Name, column.Type)),
                new(data.Label.Name, ColumnType.Number),
            ],
        };

    /// <summary>The split of the next run: the frozen one, unless the definition states another.</summary>
    /// <param name="frozen">Null before the first run.</param>
    /// <param name="definition">The run's.</param>
    public static Split After(Split? frozen, PipelineDefinition definition)
    {
        var stated = Of(definition);
        if (frozen is null)
        {
            return stated;
        }

        // What identifies a row is the first definition's, as long as the kind is the same.
        var kept = stated.Kind == frozen.Kind && stated.Kind != SplitKind.Key ? stated with { Columns = frozen.Columns } : stated;
        return kept.Digest() == frozen.Digest() ? frozen : kept with { Revision = frozen.Revision + 1 };
    }

    /// <summary>
    /// Whether a row that this split held out of a training is surely among those that the other holds out, so that the other's holdout
    /// has no row of that training.
    /// </summary>
    /// <param name="holdout">The split whose holdout judges.</param>
    public bool KeepsOut(Split holdout) =>
        Kind switch
        {
            // Which rows are newer than a training is seen by the rows' times.
            SplitKind.Time => holdout.Kind == SplitKind.Time && holdout.Time!.Column == Time!.Column,
            // A hash below the smaller share is below the larger one.
            _ => Share >= holdout.Share && (this with { Share = holdout.Share }).Digest() == holdout.Digest(),
        };
}

/// <summary>What decides on which side of a split a row falls.</summary>
public enum SplitKind
{
    /// <summary>
    /// A row's content with its label, and its copy number among equal rows of its batch: equal rows are drawn one by one, as by lot.
    /// </summary>
    Row,

    /// <summary>All of the inputs: rows that are alike in them stay together.</summary>
    Inputs,

    /// <summary>The values of some columns: all rows of an entity stay together.</summary>
    Key,

    /// <summary>The time of a row: the newest rows of each batch are held out.</summary>
    Time,

    /// <summary>
    /// A row's content with its label, equal rows together: the rule of trainings from before January 2027; no pipeline states it.
    /// </summary>
    Content,
}

/// <summary>A column that identifies a row, read in the type that it had when the split was frozen.</summary>
public sealed record SplitColumn(string Name, ColumnType Type);

/// <summary>Where time divides.</summary>
public sealed record SplitTime
{
    /// <summary>A column of dates, of dates with times, or of numbers that rise with time.</summary>
    public required string Column { get; init; }

    /// <summary>
    /// Rows closer than this before the oldest held-out row are in neither part; in seconds, or in the column's own unit where it has
    /// numbers.
    /// </summary>
    public double Gap { get; init; }
}

/// <summary>
/// What a definition says of its split (<c>evaluation.split</c>); the share and the salt are <see cref="EvaluationSettings"/>'s own.
/// </summary>
public sealed record SplitSettings
{
    public SplitKind Kind { get; init; } = SplitKind.Row;

    /// <summary>Columns whose values name an entity; of <see cref="SplitKind.Key"/>.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The time column, where the kind is <see cref="SplitKind.Time"/>.</summary>
    public SplitTime? Time { get; init; }

    /// <summary>Computes the columns that the files must have for the split, whether or not they are inputs.</summary>
    public IEnumerable<string> Needed() => Time is null ? Key : [Time.Column];
}
