using System.Collections.Frozen;
using System.Text.Json;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Scoring;

/// <summary>
/// What requests to one version may and must name. All versions of a plan are sent the same requests: each takes its own columns, and
/// passes over those that only others take.
/// </summary>
public sealed class RequestColumns
{
    private const int LongestNameOnStack = 128;

    private readonly int? _version;
    private readonly ScoringPlan _plan;
    private readonly int[] _required;
    private readonly FrozenSet<string> _others;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _othersBySpan;
    private readonly TimeProvider _time;
    private readonly FeatureColumn[] _orNow;

    private RequestColumns(
        int? version,
        ScoringPlan plan,
        IReadOnlyList<ServedColumn> required,
        IEnumerable<string> others,
        IReadOnlyList<string> array,
        TimeProvider time
    )
    {
        (_version, _plan, _time) = (version, plan, time);
        (Canonical, Words) = (CanonicalOf(plan, required), WordsOf(plan, required));
        Dates = [.. plan.Columns.Select(column => required.FirstOrDefault(known => known.Name == column.Name && !column.IsText)?.Date)];
        _orNow = [.. plan.Columns.Where(column => Dates[column.Index]?.OrNow == true)];
        var places = plan.Columns.ToDictionary(column => column.Name, column => column.Index, StringComparer.Ordinal);
        _required = [.. required.Where(column => column.Required && places.ContainsKey(column.Name)).Select(column => places[column.Name])];
        _others = others.Where(name => !places.ContainsKey(name)).ToFrozenSet(StringComparer.Ordinal);
        _othersBySpan = _others.GetAlternateLookup<ReadOnlySpan<char>>();
        Places = [.. array.Select(name => places.GetValueOrDefault(name, -1))];
        ArrayNames = string.Join(", ", array);
        Text = $"{(version is null ? "The model" : $"Version {version}")}'s columns are {string.Join(", ", plan.InputNames)}.";
    }

    /// <summary>The model's column at each place of an array; -1 for one that only another version takes.</summary>
    public int[] Places { get; }

    /// <summary>Which of the model's columns the version takes in their canonical form.</summary>
    public bool[] Canonical { get; }

    /// <summary>Which of the model's columns are texts, of which the version takes the words.</summary>
    public bool[] Words { get; }

    /// <summary>How each of the model's columns is sent that is a date; null for others.</summary>
    public ServedDate?[] Dates { get; }

    /// <summary>An array's columns, for people.</summary>
    public string ArrayNames { get; }

    /// <summary>The version's columns, as a sentence.</summary>
    public string Text { get; }

    public static RequestColumns Of(ScoringPlan plan) => new(null, plan, [], [], plan.InputNames, TimeProvider.System);

    /// <param name="version">Whose.</param>
    /// <param name="plan">Its model's.</param>
    /// <param name="columns">What the plan document says that it takes; null requires nothing.</param>
    /// <param name="served">Those of all versions that the plan serves, in its order. Rows that are arrays are in the order of the first
    /// that has traffic.</param>
    /// <param name="former">Columns that earlier versions of the deployment took; null for none.</param>
    /// <param name="time">Tells when a request is asked that does not say it.</param>
    public static RequestColumns Of(
        int version,
        ScoringPlan plan,
        IReadOnlyList<ServedColumn>? columns,
        IReadOnlyList<(int Weight, ScoringPlan Plan)> served,
        IReadOnlyList<string>? former,
        TimeProvider time
    ) =>
        new(
            version,
            plan,
            columns ?? [],
            [.. served.SelectMany(other => other.Plan.InputNames), .. former ?? []],
            (served.Where(other => other.Weight > 0).Select(other => other.Plan).FirstOrDefault() ?? plan).InputNames,
            time
        );

    /// <summary>Which of the model's columns the version takes in their canonical form.</summary>
    public static bool[] CanonicalOf(ScoringPlan plan, IReadOnlyList<ServedColumn> columns) =>
        [.. plan.Columns.Select(column => columns.Any(known => known.Name == column.Name && known.Canonical == true))];

    /// <summary>Which of the model's columns are texts, of which the version takes the words.</summary>
    public static bool[] WordsOf(ScoringPlan plan, IReadOnlyList<ServedColumn> columns) =>
        [
            .. plan.Columns.Select(column =>
                column.IsText && columns.Any(known => known.Name == column.Name && known.Type == ColumnType.Text)
            ),
        ];

    /// <summary>Whatever is good for this version is good for the other, whose rows are then among this version's.</summary>
    public bool Covers(RequestColumns other) =>
        other._plan.Columns.All(theirs =>
            _plan.Columns.Any(mine =>
                mine.Name == theirs.Name
                && mine.IsText == theirs.IsText
                && Words[mine.Index] == other.Words[theirs.Index]
                && Dates[mine.Index] == other.Dates[theirs.Index]
            )
        ) && other._required.All(theirs => _required.Any(mine => _plan.Columns[mine].Name == other._plan.Columns[theirs].Name));

    /// <summary>The string or property that the reader stands on names a column that only other versions take.</summary>
    public bool Ignores(ref Utf8JsonReader reader)
    {
        if (_others.Count == 0)
        {
            return false;
        }

        if (reader.ValueSpan.Length > LongestNameOnStack)
        {
            return _others.Contains(reader.GetString()!);
        }

        Span<char> name = stackalloc char[LongestNameOnStack];
        var length = reader.CopyString(name);
        return _othersBySpan.Contains(name[..length]);
    }

    /// <summary>The column that the version requires and the last row does not name; -1 when there is none.</summary>
    public int Lacking(RowBatch batch)
    {
        foreach (var column in _required)
        {
            if (!batch.IsClaimed(column))
            {
                return column;
            }
        }

        return -1;
    }

    /// <summary>Sets the time of the request where a row does not say when it is asked.</summary>
    public void FillNow(RowBatch batch)
    {
        foreach (var column in _orNow)
        {
            var now = CanonicalTime.Minutes(_time.GetUtcNow().UtcDateTime);
            var isDay = Dates[column.Index]!.IsDay;
            foreach (ref var there in batch.NumbersOf(column).AsSpan(0, batch.Count))
            {
                there = float.IsNaN(there) ? CanonicalTime.Cut(now, isDay) : there;
            }
        }
    }

    public Fault Missing(int column, string path) => Fault.MissingColumn(_version!.Value, _plan.Columns[column].Name, path);
}
