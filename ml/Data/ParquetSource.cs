namespace ServerlessML.Ml.Data;

/// <summary>Columns by place, because DuckDB gives other names to those that differ by case alone.</summary>
internal static class ParquetSource
{
    public static FileSource Open(DataSession session, LocalDataFile file, DataContract? contract)
    {
        var path = Sql.Literal(Path.GetFullPath(file.Path));
        var from = $"read_parquet({path}, binary_as_string = true, hive_partitioning = false)";
        var columns = Described(session, $"* FROM {from}")
            .Zip(Names(session, path), (read, name) => new FileColumn(name, Sql.Name(read.Name), read.Type))
            .ToList();
        foreach (var (name, place) in NestedPaths.Of(contract, columns))
        {
            var parts = place.Split('.');
            if (
                columns.Find(column => column.Name == parts[0]) is { StoredType: { } type } outer
                && type.StartsWith("STRUCT", StringComparison.Ordinal)
            )
            {
                var inner = string.Join('.', parts.Skip(1).Select(Sql.Name).Prepend(outer.Expression));
                columns.RemoveAll(column => column.Name == name);
                columns.Add(new(name, inner, Described(session, $"{inner} AS v FROM {from}")[0].Type));
            }
        }

        return new()
        {
            File = file,
            Columns = columns,
            Strict = from,
            Lenient = from,
            Typed = _ => from,
            Inside = name =>
                columns
                    .Where(column => column.StoredType!.StartsWith("STRUCT", StringComparison.Ordinal))
                    .Where(column => Described(session, $"unnest({column.Expression}) FROM {from}").Exists(field => field.Name == name))
                    .Select(column => $"{column.Name}.{name}")
                    .FirstOrDefault(),
        };
    }

    private static List<(string Name, string Type)> Described(DataSession session, string selected) =>
        [.. session.Rows($"DESCRIBE SELECT {selected}").Select(row => (row.GetString(0), row.GetString(1)))];

    // The schema's elements are in depth-first order, behind the root.
    private static List<string> Names(DataSession session, string path)
    {
        var elements = session
            .Rows($"SELECT name, coalesce(num_children, 0) FROM parquet_schema({path})")
            .Select(row => (Name: row.GetString(0), Children: row.GetInt64(1)))
            .ToList();
        List<string> names = [];
        for (var at = 1; at < elements.Count; at = After(at))
        {
            names.Add(elements[at].Name);
        }

        return names;

        int After(int at)
        {
            var next = at + 1;
            for (var child = 0; child < elements[at].Children; child++)
            {
                next = After(next);
            }

            return next;
        }
    }
}
