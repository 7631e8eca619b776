namespace ServerlessML.Ml.Data;

/// <summary>Text from data as SQL, quoted.</summary>
internal static class Sql
{
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(Literal));
}
