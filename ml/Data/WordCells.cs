using System.Diagnostics.CodeAnalysis;
using DuckDB.NET.Data;

namespace ServerlessML.Ml.Data;

/// <summary>Counts words of cells by <see cref="CanonicalWords"/>, which requests are read by, as a function of the engine.</summary>
internal static class WordCells
{
    private const string Function = "words_of";

    /// <summary>SQL of a text, as the file has it, and of the number of its words; a text without a word is missing.</summary>
    public static string Select(FileColumn column, string text, string count)
    {
        var words = $"{Function}({column.Text})";
        return $"CASE WHEN {words} > 0 THEN {column.Text} END AS {text}, NULLIF({words}, 0) AS {count}";
    }

    [SuppressMessage("Usage", "DuckDBNET001", Justification = "Functions of our own are all that is used of what is experimental.")]
    public static void Register(DuckDBConnection connection) =>
        connection.RegisterScalarFunction<string, double>(
            Function,
            (readers, writer, rows) =>
            {
                for (ulong row = 0; row < rows; row++)
                {
                    if (readers[0].IsValid(row))
                    {
                        writer.WriteValue((double)CanonicalWords.Count(CanonicalWords.Of(readers[0].GetValue<string>(row))), row);
                    }
                    else
                    {
                        writer.WriteNull(row);
                    }
                }
            },
            new() { IsPureFunction = true }
        );
}
