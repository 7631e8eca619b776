using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Brings what a shard's table holds into the form that a model is told: categories and labels canonical, words for true and false as
/// numbers, words for nothing as missing. A column without such words costs one look at its distinct values.
/// </summary>
internal static class ShardWords
{
    private const int LongestWord = 32;

    // Of texts that match none of it, the canonical form is the text itself.
    private const string Suspicious = @"^[\s\pZ]|[\s\pZ]$|[^\x00-\x{2FF}]|\.0+$|[eE]\+|^(?i:true|false)$";

    /// <returns>Remarks on what was taken for something else than it says.</returns>
    public static IEnumerable<RuleViolation> Settle(ShardTable table, DataContract contract)
    {
        foreach (var column in table.Columns)
        {
            if (column.IsText)
            {
                // A model is told its words, and rules are about what was written.
                continue;
            }

            if (!column.IsNumber)
            {
                var blank = Canonicalise(table.Session, column.Value, column.Definition.Values, isLabel: false);
                if (blank.Count > 0)
                {
                    yield return Reformed(table.Source.File.Name, column.Definition.Name, blank);
                }
            }
            else if (Numbers(table, column) is { } remark)
            {
                yield return remark;
            }
        }

        if (table.HasLabel && contract.Label.Task != TaskKind.Regression)
        {
            Canonicalise(table.Session, "label", contract.Label.Values, isLabel: true);
        }
    }

    /// <returns>The texts, with how often they are there, whose form had blanks or another normal form.</returns>
    private static List<(string Text, long Count)> Canonicalise(
        DataSession session,
        string cell,
        IReadOnlyList<string> values,
        bool isLabel
    )
    {
        var declared = new DeclaredValues(values, isLabel);
        var odd = values.Count > 0 ? $"t NOT IN ({Sql.List(values)})" : $"regexp_matches(t, {Sql.Literal(Suspicious)})";
        var counted = session
            .Rows($"SELECT t, n FROM (SELECT {cell} AS t, count(*) AS n FROM shard GROUP BY 1) WHERE {odd}")
            .Select(row => (Text: row.GetString(0), Count: row.GetInt64(1)))
            .ToList();
        var texts = counted.ConvertAll(text => text.Text);
        if (texts.Count == 0)
        {
            return [];
        }

        var forms = texts.ConvertAll(text =>
            (From: text, To: declared.PlaceOf(text) is { } place ? values[place] : CanonicalText.Of(text))
        );
        // Words stand for the values where the file has no value itself: one that mixes them means something else by one of them.
        var isWords =
            values.Count == 2
            && texts.TrueForAll(text => declared.PlaceOf(text) is null)
            && session.Rows($"SELECT count(*) FROM shard WHERE {cell} IN ({Sql.List(values)})").Select(row => row.GetInt64(0)).Single()
                == 0;
        if (isWords)
        {
            forms = forms.ConvertAll(form => declared.PlaceOfWord(form.From) is { } place ? (form.From, values[place]) : form);
        }

        session.Replace(cell, [.. forms.Where(form => form.From != form.To)]);
        return counted.FindAll(text => !string.IsNullOrWhiteSpace(text.Text) && CanonicalText.OfName(text.Text) != text.Text);
    }

    private static RuleViolation Reformed(string file, string column, List<(string Text, long Count)> texts) =>
        RuleSentence.Told(
            new()
            {
                File = file,
                Column = column,
                Rule = "form",
                Count = texts.Sum(text => text.Count),
                Examples =
                [
                    .. texts
                        .OrderByDescending(text => text.Count)
                        .ThenBy(text => text.Text, StringComparer.Ordinal)
                        .Take(5)
                        .Select(text => CategoryRemarks.Example(text.Text, text.Count)),
                ],
                Message = "",
                Rejects = false,
                Finding = new()
                {
                    What = "are read without the blanks around them and in Unicode's normal form C",
                    Unit = "value",
                    Advice = "Nothing is to be done: requests are read so too.",
                },
            }
        );

    private static RuleViolation? Numbers(ShardTable table, ShardColumn column)
    {
        var words = table
            .Session.Rows(
                $"""
                SELECT {column.Bad}, count(*) FROM shard WHERE strlen({column.Bad}) <= {LongestWord} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1000
                """
            )
            .Select(row => (Text: row.GetString(0), Count: row.GetInt64(1)))
            .ToList();
        if (words.Count == 0)
        {
            return null;
        }

        var missing = words.FindAll(word => CellWords.IsMissing(word.Text));
        table.Session.Replace(column.Bad, [.. missing.Select(word => (word.Text, ""))]);
        var truths = column.Definition.IsDate ? [] : words.FindAll(word => CanonicalText.Truth(word.Text) is not null);
        var (numbers, others) = table
            .Session.Rows($"SELECT count({column.Value}), count({column.Bad}) FROM shard")
            .Select(row => (row.GetInt64(0), row.GetInt64(1)))
            .Single();
        if (truths.Count > 0 && numbers == 0 && others == truths.Sum(word => word.Count))
        {
            table.Session.Run(
                $"UPDATE shard SET {column.Value} = CASE WHEN lower(trim({column.Bad})) IN ({Sql.List(CanonicalText.TrueWords)}) "
                    + $"THEN 1 ELSE 0 END, {column.Bad} = NULL WHERE {column.Bad} IS NOT NULL"
            );
        }

        return missing.Count == 0
            ? null
            : RuleSentence.Told(
                new()
                {
                    File = table.Source.File.Name,
                    Column = column.Definition.Name,
                    Rule = "missing-word",
                    Count = missing.Sum(word => word.Count),
                    Examples = [.. missing.Take(5).Select(word => CategoryRemarks.Example(word.Text, word.Count))],
                    Message = "",
                    Rejects = false,
                    Finding = new()
                    {
                        What = "count as missing",
                        Unit = "value",
                        Advice =
                            $"No {(column.Definition.IsDate ? "date" : "number")} is meant by them; 'data.format.missing' lists others.",
                    },
                }
            );
    }
}
