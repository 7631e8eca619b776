using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

/// <summary>CSV in the dialect that the file tells. Columns are read by place, so that names in the header never reach SQL.</summary>
internal static class CsvSource
{
    public static FileSource Open(DataSession session, PlainFile plain, DataContract? contract)
    {
        var file = plain.File;
        var dialect = CsvDialect.Of(file, contract);
        var stated = contract?.Format;
        string Options(char? escape, IReadOnlySet<string>? numbers = null) =>
            $$"""
            {{Sql.Literal(Path.GetFullPath(file.Path))}}, auto_detect = false, header = {{(dialect.HasHeader ? "true" : "false")}},
            columns = { {{Types(numbers)}} }, delim = {{Character(dialect.Delimiter)}}, quote = {{Character(dialect.Quote)}},
            escape = {{Character(escape)}}, hive_partitioning = false, skip = {{dialect.Skipped}}{{(
                stated?.Comment is { Length: > 0 } comment ? $", comment = {Sql.Literal(comment)}" : ""
            )}}
            """;
        string Types(IReadOnlySet<string>? numbers) =>
            string.Join(
                ", ",
                dialect.Names.Select((_, index) => $"'c{index}': '{(numbers?.Contains($"c{index}") == true ? "DOUBLE" : "VARCHAR")}'")
            );
        var escape = stated?.Escape is { Length: > 0 } one ? one[0] : dialect.Quote;
        // A quote is doubled, or has a backslash before it: both are told apart by what can be read, and only where there is a backslash.
        var isEscaped =
            stated?.Escape is null
            && plain.HasEscapes
            && dialect.Quote is not null
            && !CanBeRead(session, Options(escape))
            && CanBeRead(session, Options('\\'));
        var options = Options(isEscaped ? '\\' : escape);
        return new()
        {
            File = file,
            Columns = [.. dialect.Names.Select((name, index) => new FileColumn(name, $"c{index}", null) { Numbers = dialect.Numbers })],
            Strict = $"read_csv({options})",
            Typed =
                dialect.Numbers == NumberFormat.Plain && stated?.Missing is not { Count: > 0 }
                    ? numbers => $"read_csv({Options(isEscaped ? '\\' : escape, numbers)})"
                    : null,
            Lenient = $"read_csv({options}, store_rejects = true, rejects_limit = 0)",
            Notes = isEscaped ? [.. dialect.Notes, "with a backslash before quotes within cells"] : dialect.Notes,
            // Lines are told where quotes are the usual ones.
            LinesOf =
                isEscaped || dialect.Quote != '"' || escape != '"' || stated?.Comment is not null
                    ? null
                    : (rows, skipped) => CsvLines.Of(file, rows, skipped, dialect.Skipped, dialect.HasHeader),
        };
    }

    private static bool CanBeRead(DataSession session, string options)
    {
        try
        {
            session.Run($"SELECT count(*) FROM read_csv({options})");
            return true;
        }
        catch (DuckDBException failure) when (session.IsAboutData(failure))
        {
            return false;
        }
    }

    private static string Character(char? one) => Sql.Literal(one?.ToString() ?? "");
}
