using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data.Survey;

/// <summary>Looks through files of which a label is known and nothing else.</summary>
public static class TableSurvey
{
    /// <summary>Values of a column that are listed.</summary>
    public const int MostValues = 101;

    // Cells that are numbers in one notation or another.
    private const string EitherNumber = @"[+-]?([0-9]+([.,' \x{00A0}\x{202F}][0-9]{3})*([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?";
    private const string Grouped = @"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+";

    /// <param name="files">In their order.</param>
    /// <param name="label">The column to predict.</param>
    /// <param name="format">What is known of how they are written.</param>
    /// <param name="engine">Reads.</param>
    /// <exception cref="UnreadableFileException">A file is not of its format, has no row, or no column of the label's name.</exception>
    public static SurveyedTable Of(
        IReadOnlyList<LocalDataFile> files,
        string label,
        FormatSettings? format = null,
        DataEngine? engine = null
    )
    {
        var contract = new DataContract
        {
            Columns = [],
            Label = new() { Name = label, Values = [] },
            Format = format,
        };
        using var session = DataSession.Open(files, contract, engine ?? DataEngine.Default);
        contract = contract with { Columns = [.. SurveyedNames.Within(session, Opened(session, files, contract)).Select(Text)] };
        var sources = Opened(session, files, contract);
        var names = Names(sources);
        if (!names.Contains(CanonicalText.OfName(label)))
        {
            throw new UnreadableFileException(
                sources[0].File.Name,
                sources[0].Twice(label) is { } twice
                    ? $"it has {twice.What}, {twice.Places}: nobody can say which is the label."
                    : $"there is no column '{label}'; {SchemaRules.Hint(sources[0], label)}."
            );
        }

        // How numbers are written is told by the columns that have them.
        Load(session, sources, names);
        HashSet<string> numbers = [.. names.Where((_, index) => AreAll(session, index, EitherNumber))];
        contract = contract with
        {
            Label = contract.Label with { Type = numbers.Contains(CanonicalText.OfName(label)) ? ColumnType.Number : null },
            Columns =
            [
                .. names
                    .Where(name => name != CanonicalText.OfName(label))
                    .Select(name => numbers.Contains(name) ? Text(name) with { Type = ColumnType.Number } : Text(name)),
            ],
        };
        sources = Opened(session, files, contract);
        Load(session, sources, names);
        if (format?.Thousands is null && names.Index().Any(name => IsGroupedAlone(session, name.Index)))
        {
            contract = contract with { Format = (format ?? new()) with { Decimal = ".", Thousands = "," } };
            sources = Opened(session, files, contract);
            Load(session, sources, names);
        }

        var rows = session.Rows("SELECT count(*) FROM survey").Select(row => row.GetInt64(0)).Single();
        return rows == 0
            ? throw Empty(sources[0].File.Name)
            : new()
            {
                Rows = rows,
                Columns = [.. names.Select((name, index) => SurveyedCells.Of(session, sources, name, index, rows))],
                Format = contract.Format,
                Notes = [.. sources.SelectMany(source => source.Notes).Distinct()],
                Twice =
                [
                    .. sources
                        .SelectMany(source => source.Columns.Where(column => source.Twice(column.Name) is not null))
                        .Select(column => column.Name.Trim())
                        .Distinct(),
                ],
            };
    }

    private static List<FileSource> Opened(DataSession session, IReadOnlyList<LocalDataFile> files, DataContract contract)
    {
        List<FileSource> sources =
        [
            .. files.Select(file => FileSource.Open(session, file, contract)).Where(source => source.HasOwnColumns),
        ];
        return sources.Count > 0 ? sources : throw Empty(files[0].Name);
    }

    private static UnreadableFileException Empty(string file) => new(file, "it has no rows.", "A definition is drafted from rows.");

    private static List<string> Names(List<FileSource> sources) =>
        [
            .. sources
                .SelectMany(source => source.Columns.Where(column => source.Twice(column.Name) is null))
                .Select(column => CanonicalText.OfName(column.Name))
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];

    // Each column as its text and, where it has one, its number.
    private static void Load(DataSession session, List<FileSource> sources, List<string> names)
    {
        session.Run("DROP TABLE IF EXISTS survey");
        foreach (var (number, source) in sources.Index())
        {
            var cells = names.Select(
                (name, index) =>
                    source.Find(name) is { IsScalar: true } column
                        ? $"NULLIF(trim({column.Text}), '') AS t{index}, {(column.IsNumeric ? column.Number : "CAST(NULL AS DOUBLE)")} AS n{index}"
                        : $"CAST(NULL AS VARCHAR) AS t{index}, CAST(NULL AS DOUBLE) AS n{index}"
            );
            var select = $"SELECT {string.Join(", ", cells)} FROM {source.Lenient} WHERE NOT ({source.Malformed})";
            try
            {
                session.Run(number == 0 ? $"CREATE TABLE survey AS {select}" : $"INSERT INTO survey {select}");
            }
            catch (DuckDBException failure) when (session.IsAboutData(failure))
            {
                throw new UnreadableFileException(source.File, failure);
            }
        }
    }

    private static bool AreAll(DataSession session, int index, string pattern) =>
        session
            .Rows(
                $"""
                SELECT count(*) > 0 AND bool_and(regexp_full_match(t{index}, {Sql.Literal(pattern)})) FROM survey
                WHERE t{index} IS NOT NULL AND lower(t{index}) NOT IN ({Sql.List(CellWords.Missing)})
                """
            )
            .Select(row => row.GetBoolean(0))
            .Single();

    // 1,234 may be a thousand or one and a quarter: where no number of the file says which, it is the former far more often.
    private static bool IsGroupedAlone(DataSession session, int index) =>
        session
            .Rows(
                $"""
                SELECT count(*) FILTER (WHERE n{index} IS NULL) > 0
                    AND bool_and(n{index} IS NOT NULL OR regexp_full_match(t{index}, {Sql.Literal(Grouped)}))
                FROM survey WHERE t{index} IS NOT NULL AND lower(t{index}) NOT IN ({Sql.List(CellWords.Missing)})
                """
            )
            .Select(row => !row.IsDBNull(0) && row.GetBoolean(0))
            .Single();

    private static ColumnDefinition Text(string name) =>
        new()
        {
            Name = name,
            Type = ColumnType.Category,
            MaxMissing = 1,
        };
}
