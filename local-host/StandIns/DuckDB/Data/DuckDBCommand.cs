using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

public class DuckDBCommand : DbCommand
{
    private DuckDBConnection? connection;
    private string text = "";

    public DuckDBCommand()
    {
    }

    public DuckDBCommand(string commandText) => text = commandText;

    public DuckDBCommand(string commandText, DuckDBConnection connection) : this(commandText) => this.connection = connection;

    [AllowNull]
    public override string CommandText
    {
        get => text;
        set => text = value ?? "";
    }

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    public new virtual DuckDBParameterCollection Parameters { get; } = [];

    /// <summary>Rows come as they are computed, not all at once.</summary>
    public bool UseStreamingMode { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => connection = (DuckDBConnection?)value;
    }

    protected override DbParameterCollection DbParameterCollection => Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    private nint Handle => connection is null ? throw new InvalidOperationException("Command has no connection.") : connection.Handle;

    public override void Cancel()
    {
        if (connection is { State: ConnectionState.Open })
            NativeMethods.Interrupt(connection.Handle);
    }

    public override int ExecuteNonQuery()
    {
        var changed = 0;
        foreach (var result in Statement.Run(Handle, text, Parameters, UseStreamingMode))
        {
            using (result)
                changed += result.RowsChanged;
        }

        return changed;
    }

    public override object? ExecuteScalar()
    {
        using var reader = ExecuteReader();
        return reader.Read() ? reader.GetValue(0) : null;
    }

    public new DuckDBDataReader ExecuteReader() => ExecuteReader(CommandBehavior.Default);

    public new DuckDBDataReader ExecuteReader(CommandBehavior behavior) =>
        new(this, Statement.Run(Handle, text, Parameters, UseStreamingMode), behavior);

    public override void Prepare()
    {
    }

    protected override DbParameter CreateDbParameter() => new DuckDBParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => ExecuteReader(behavior);
}
