using Microsoft.Data.Sqlite;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>A prepared statement whose parameters are numbered ?1, ?2, …</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, int parameters, string sql)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this project.
        _command.CommandText = sql;
#pragma warning restore CA2100
        for (int number = 1; number <= parameters; number++)
            _command.Parameters.Add(new SqliteParameter($"?{number}", null));
        _command.Prepare();
    }

    public void Run(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        _command.ExecuteNonQuery();
    }

    public SqliteDataReader Query(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (int index = 0; index < values.Length; index++)
            _command.Parameters[index].Value = values[index] ?? DBNull.Value;
    }
}
