using ServerlessML.Contracts.Intake;

namespace ServerlessML.Ml.Data.Survey;

/// <summary>Counts what one column of the loaded rows holds.</summary>
internal static class SurveyedCells
{
    private const int MostOdd = 3;
    private const double FewOdd = 0.1;

    // The first that all values fit is taken: where days and months cannot be told apart, the order of most countries.
    private static readonly string?[] Formats =
    [
        null,
        "dd.MM.yyyy",
        "d.M.yyyy",
        "dd/MM/yyyy",
        "MM/dd/yyyy",
        "d/M/yyyy",
        "M/d/yyyy",
        "yyyy/MM/dd",
        "dd-MM-yyyy",
        "MM-dd-yyyy",
        "dd-MMM-yyyy",
        "d MMM yyyy",
        "MMM d yyyy",
        "MMM d, yyyy",
    ];

    private static readonly string[] Times = ["", " HH:mm", " HH:mm:ss", " H:mm", " h:mm tt", " h:mm:ss tt"];

    public static SurveyedColumn Of(DataSession session, List<FileSource> sources, string name, int index, long rows)
    {
        var found = sources.Select(source => source.Find(name)).OfType<FileColumn>().ToList();
        var (text, number) = ($"t{index}", $"n{index}");
        var isWord = $"lower({text}) IN ({Sql.List(CellWords.Missing)})";
        // A part of a JSON record comes as its text.
        var isPart = sources.Exists(source => source.File.Format == DataFormat.Ndjson)
            ? $"left({text}, 1) IN ('{{', '[') AND json_valid({text})"
            : "false";
        var truths = Sql.List([.. CanonicalText.TrueWords, .. CanonicalText.FalseWords, "0", "1"]);
        var column = session
            .Rows(
                $"""
                SELECT count(*) FILTER (WHERE {text} IS NULL), count(*) FILTER (WHERE {isWord}),
                    count(*) FILTER (WHERE isfinite({number})), count(*) FILTER (WHERE isfinite({number}) AND {number} = floor({number})),
                    count(*) FILTER (WHERE regexp_full_match({text}, '-?0[0-9]+')), count(*) FILTER (WHERE lower({text}) IN ({truths})),
                    min({number}) FILTER (WHERE isfinite({number})), max({number}) FILTER (WHERE isfinite({number})),
                    count(DISTINCT {text}) FILTER (WHERE NOT {isWord}),
                    count(DISTINCT TRY_CAST({number} AS FLOAT)) FILTER (WHERE isfinite({number})),
                    coalesce(avg(len(string_split({text}, ' '))), 0), coalesce(max(strlen({text})), 0),
                    count(*) FILTER (WHERE {isPart})
                FROM survey
                """
            )
            .Select(row => new SurveyedColumn
            {
                Name = name,
                Rows = rows,
                IsScalar = found.TrueForAll(one => one.IsScalar) && row.GetInt64(12) == 0,
                IsBoolean = found.Count > 0 && found.TrueForAll(one => one.StoredType == "BOOLEAN"),
                IsFolder = found.Exists(one => one.IsFolder),
                Missing = row.GetInt64(0),
                Words = row.GetInt64(1),
                Numbers = row.GetInt64(2),
                Whole = row.GetInt64(3),
                Coded = row.GetInt64(4),
                Truths = row.GetInt64(5),
                Min = row.IsDBNull(6) ? null : row.GetDouble(6),
                Max = row.IsDBNull(7) ? null : row.GetDouble(7),
                Distinct = row.GetInt64(8),
                DistinctSingles = row.GetInt64(9),
                MeanWords = row.GetDouble(10),
                Longest = row.GetInt64(11),
            })
            .Single();
        column = column with { Values = Values(session, text, isWord), Odd = Odd(session, column, text, number, isWord) };
        column = column with { Dates = Dates(session, column, found, text, isWord) };
        // Where no number is, such words are texts as good as others.
        return column is { Words: > 0, Numbers: 0, Dates: null }
            ? column with
            {
                Words = 0,
                Values = Values(session, text, "false"),
                Distinct = session.Rows($"SELECT count(DISTINCT {text}) FROM survey").Select(row => row.GetInt64(0)).Single(),
            }
            : column;
    }

    private static List<(string, long)> Values(DataSession session, string text, string isWord) =>
        [
            .. session
                .Rows(
                    $"""
                    SELECT {text}, count(*) FROM survey WHERE {text} IS NOT NULL AND NOT {isWord}
                    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TableSurvey.MostValues}
                    """
                )
                .Select(row => (Text: CanonicalText.Of(row.GetString(0)), Count: row.GetInt64(1)))
                .GroupBy(value => value.Text, StringComparer.Ordinal)
                .Select(same => (same.Key, same.Sum(value => value.Count))),
        ];

    private static List<string> Odd(DataSession session, SurveyedColumn column, string text, string number, string isWord)
    {
        var odd = column.Present - column.Numbers;
        if (odd <= 0 || column.Numbers == 0 || odd > FewOdd * column.Present)
        {
            return [];
        }

        var texts = session
            .Rows(
                $"""
                SELECT DISTINCT {text} FROM survey WHERE {text} IS NOT NULL AND NOT {isWord} AND NOT coalesce(isfinite({number}), false)
                LIMIT {MostOdd + 1}
                """
            )
            .Select(row => row.GetString(0))
            .ToList();
        return texts.Count > MostOdd ? [] : [.. texts.Order(StringComparer.Ordinal)];
    }

    private static SurveyedDates? Dates(DataSession session, SurveyedColumn column, List<FileColumn> found, string text, string isWord)
    {
        // Whole numbers of eight digits are dates where all of them are; other numbers are none that can be told.
        if (
            column.Present == 0
            || !column.IsScalar
            || column.IsBoolean
            || (column.Numbers > 0 && !(column.Whole == column.Present && column is { Min: >= 19000101, Max: <= 21001231 }))
        )
        {
            return null;
        }

        var isTime = found.Exists(one => one.IsTime);
        List<string?> formats =
        [
            .. Formats
                .SelectMany(format => format is null || isTime ? (IEnumerable<string?>)[null] : Times.Select(time => format + time))
                .Distinct()
                .Where(format => column.Values.All(value => CanonicalTime.Of(value.Text, format, isDay: false) is not null))
                .Where(format => Fits(session, text, isWord, format)),
        ];
        if (formats.Count == 0)
        {
            return null;
        }

        var minutes = Minutes(text, formats[0]);
        return session
            .Rows(
                $"""
                SELECT min({minutes}), max({minutes}), count(*) FILTER (WHERE {minutes} % {CanonicalTime.MinutesOfDay} <> 0) > 0
                FROM survey WHERE {text} IS NOT NULL AND NOT {isWord}
                """
            )
            .Select(row => new SurveyedDates(
                formats[0],
                (long)row.GetDouble(0),
                (long)row.GetDouble(1),
                row.GetBoolean(2),
                formats.Find(other => other is not null && Order(other) != Order(formats[0]))
            ))
            .Single();
    }

    private static bool Fits(DataSession session, string text, string isWord, string? format) =>
        session
            .Rows($"SELECT count(*) FROM survey WHERE {text} IS NOT NULL AND NOT {isWord} AND {Minutes(text, format)} IS NULL")
            .Select(row => row.GetInt64(0))
            .Single() == 0;

    private static string Minutes(string text, string? format) =>
        DateCells.Minutes(
            new FileColumn("", text, null),
            new()
            {
                Name = "",
                Type = ColumnType.Datetime,
                Date = new() { Format = format },
            }
        );

    private static bool Order(string? format) =>
        format is not null && format.IndexOf('d', StringComparison.Ordinal) < format.IndexOf('M', StringComparison.Ordinal);
}
