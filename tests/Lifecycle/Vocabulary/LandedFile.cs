using System.Text;
using DuckDB.NET.Data;

namespace ServerlessML.Tests.Lifecycle.Vocabulary;

/// <summary>A file as a data engineer would drop it.</summary>
public sealed record LandedFile(string Name, byte[] Content)
{
    private const string Header = "level,noise,city,late\n";

    /// <summary>Above every seed that a story names.</summary>
    private static int _ownSeed = 10_000;

    /// <summary>Rows whose label follows from the level, nearly. Another seed gives other rows of the same world.</summary>
    public static LandedFile Good(string name = "part-1.csv", int seed = 1, int rows = 2000) =>
        name switch
        {
            _ when name.EndsWith(".csv", StringComparison.Ordinal) => Csv(name, Header + string.Concat(Rows(rows, seed))),
            _ => Written(name, string.Concat(Rows(rows, seed))),
        };

    /// <summary>Good rows that no other story lands: equal content lies in the store once, whoever brought it first.</summary>
    public static LandedFile OfItsOwn() => Good(seed: Interlocked.Increment(ref _ownSeed));

    /// <summary>The same columns with a label that is a number: ten times the level, nearly.</summary>
    public static LandedFile Numbers(int seed = 1, int rows = 2000, string? bad = null) =>
        Csv(
            "part-1.csv",
            Header
                + string.Concat(
                    Enumerable
                        .Range(0, rows)
                        .Select(i =>
                            Row(
                                i,
                                seed,
                                i == 7 && bad is not null
                                    ? bad
                                    : ((10 * Share(i, seed, 7919, 1000)) + Share(i, seed, 6007, 997)).ToString(
                                        "F3",
                                        System.Globalization.CultureInfo.InvariantCulture
                                    )
                            )
                        )
                )
        );

    /// <summary>The same columns with three classes by the level, nearly.</summary>
    public static LandedFile Classes(int seed = 1, int rows = 2000) =>
        Csv(
            "part-1.csv",
            Header
                + string.Concat(
                    Enumerable
                        .Range(0, rows)
                        .Select(i =>
                            Row(
                                i,
                                seed,
                                (Share(i, seed, 7919, 1000) + (0.2 * (Share(i, seed, 6007, 997) - 0.5))) switch
                                {
                                    < 0.33 => "low",
                                    < 0.67 => "middle",
                                    _ => "high",
                                }
                            )
                        )
                )
        );

    /// <summary>The same columns, but the label is a coin's: nothing can be learnt.</summary>
    public static LandedFile Noise(string name = "part-1.csv", int seed = 1, int rows = 2000) =>
        Csv(name, Header + string.Concat(Enumerable.Range(0, rows).Select(i => Row(i, seed, late: Share(i, seed, 5003, 991) > 0.5))));

    public static LandedFile Csv(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Good rows, of which some are other than they should be.</summary>
    public static LandedFile With(Func<int, string?> row, string name = "part-1.csv", int seed = 1, int rows = 2000) =>
        Csv(name, Header + string.Concat(Rows(rows, seed).Select((good, i) => row(i) is { } other ? other + "\n" : good)));

    /// <summary>Good rows with one column made by SQL, such as <c>upper(city) AS city</c>.</summary>
    public static LandedFile Replaced(string name, string column, int seed = 1, int rows = 2000) =>
        Written(name, string.Concat(Rows(rows, seed)), $"* REPLACE ({column})");

    private static IEnumerable<string> Rows(int rows, int seed) =>
        Enumerable.Range(0, rows).Select(i => Row(i, seed, Share(i, seed, 7919, 1000) + (0.3 * (Share(i, seed, 6007, 997) - 0.5)) > 0.5));

    private static string Row(int i, int seed, bool late) => Row(i, seed, late ? "1" : "0");

    private static string Row(int i, int seed, string label) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Share(i, seed, 7919, 1000)},{Share(i, seed, 6007, 997):F6},{(i % 3 == 0 ? "Bern" : "Graz")},{label}\n"
        );

    private static double Share(int i, int seed, long factor, int modulus) =>
        ((i * factor) + (seed * 104_729L)) % modulus / (double)modulus;

    private static LandedFile Written(string name, string rows, string columns = "*")
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["rows.csv"], Header + rows);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        var format = name.EndsWith(".parquet", StringComparison.Ordinal) ? "parquet" : "json";
        command.CommandText = $"COPY (SELECT {columns} FROM read_csv('{folder["rows.csv"]}')) TO '{folder["out"]}' (FORMAT {format})";
        command.ExecuteNonQuery();
        return new(name, File.ReadAllBytes(folder["out"]));
    }
}
