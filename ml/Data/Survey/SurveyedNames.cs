using System.Text.Json;

namespace ServerlessML.Ml.Data.Survey;

/// <summary>Finds columns within objects, as far as a definition can name them.</summary>
internal static class SurveyedNames
{
    private const int Looked = 200;
    private const int Deepest = 4;

    /// <returns>Places such as <c>place.zone</c>, of what is neither an object nor a list.</returns>
    public static IReadOnlyList<string> Within(DataSession session, List<FileSource> sources)
    {
        List<string> places = [];
        foreach (var source in sources)
        {
            foreach (var column in source.Columns.Where(column => !column.IsFolder))
            {
                places.AddRange(
                    column.StoredType is { } type
                        ? type.StartsWith("STRUCT", StringComparison.Ordinal)
                            ? Fields(session, source, column)
                            : []
                        : source.File.Format == Contracts.Intake.DataFormat.Ndjson
                            ? Keys(session, source, column)
                            : []
                );
            }
        }

        return [.. places.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Fields(DataSession session, FileSource source, FileColumn column) =>
        session
            .Rows($"DESCRIBE SELECT unnest({column.Expression}) FROM {source.Lenient}")
            .Select(row => (Name: row.GetString(0), Type: row.GetString(1)))
            .Where(field => new FileColumn(field.Name, "", field.Type).IsScalar)
            .Select(field => $"{column.Name}.{field.Name}")
            .ToList();

    private static List<string> Keys(DataSession session, FileSource source, FileColumn column)
    {
        List<string> places = [];
        foreach (
            var row in session.Rows(
                $"SELECT {column.Expression} FROM {source.Lenient} WHERE left({column.Expression}, 1) = '{{' LIMIT {Looked}"
            )
        )
        {
            try
            {
                using var document = JsonDocument.Parse(row.GetString(0));
                Add(document.RootElement, column.Name, places, 1);
            }
            catch (JsonException)
            {
                // A text that begins with a brace.
            }
        }

        return places;
    }

    private static void Add(JsonElement element, string place, List<string> places, int depth)
    {
        foreach (var member in element.EnumerateObject().Where(member => !member.Name.Contains('.', StringComparison.Ordinal)))
        {
            var inner = $"{place}.{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Object && depth < Deepest)
            {
                Add(member.Value, inner, places, depth + 1);
            }
            else if (member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null))
            {
                places.Add(inner);
            }
        }
    }
}
