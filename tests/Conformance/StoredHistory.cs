using Microsoft.Data.Sqlite;
using ServerlessML.LocalHost.Runtime.Store;

namespace ServerlessML.Tests.Conformance;

/// <summary>Looks at the database from outside, as an auditor would.</summary>
internal static class StoredHistory
{
    public static List<string> Kinds(string database, string id) =>
        Read(
            database,
            "SELECT kind FROM history WHERE key=(SELECT key FROM instances WHERE id=?1) ORDER BY position",
            row => ((HistoryKind)row.GetInt64(0)).ToString(),
            id
        );

    public static long Count(string database, string table) =>
        Read(database, $"SELECT COUNT(*) FROM {table}", row => row.GetInt64(0)).Single();

    /// <summary>Does harm, as a damaged disk or a fault would.</summary>
    public static void Change(string database, string sql)
    {
        using SqliteConnection connection = new($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static List<T> Read<T>(string database, string sql, Func<SqliteDataReader, T> convert, params ReadOnlySpan<object?> values)
    {
        SQLitePCL.Batteries_V2.Init();
        using SqliteConnection connection = new($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters.AddWithValue($"?{index + 1}", values[index]);
        }

        using var rows = command.ExecuteReader();
        List<T> found = [];
        while (rows.Read())
        {
            found.Add(convert(rows));
        }

        return found;
    }
}
