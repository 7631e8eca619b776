using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>The functions of DuckDB's C API that the ADO.NET classes use. States are 0 for success.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string? path, out nint database, nint config, out nint error);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_connect")]
    public static partial int Connect(nint database, out nint connection);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(nint connection);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_library_version")]
    public static partial nint LibraryVersion();

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out nint config);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetConfig(nint config, string name, string option);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_free")]
    public static partial void Free(nint memory);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_extract_statements", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ulong ExtractStatements(nint connection, string query, out nint statements);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_extract_statements_error")]
    public static partial nint ExtractStatementsError(nint statements);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_destroy_extracted")]
    public static partial void DestroyExtracted(ref nint statements);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_prepare_extracted_statement")]
    public static partial int PrepareExtracted(nint connection, nint statements, ulong index, out nint statement);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_prepare_error")]
    public static partial nint PrepareError(nint statement);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_destroy_prepare")]
    public static partial void DestroyPrepare(ref nint statement);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_nparams")]
    public static partial ulong ParameterCount(nint statement);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_parameter_index", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BindParameterIndex(nint statement, out ulong index, string name);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_boolean")]
    public static partial int BindBoolean(nint statement, ulong index, byte value);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_int32")]
    public static partial int BindInt32(nint statement, ulong index, int value);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_int64")]
    public static partial int BindInt64(nint statement, ulong index, long value);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_uint64")]
    public static partial int BindUInt64(nint statement, ulong index, ulong value);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_float")]
    public static partial int BindFloat(nint statement, ulong index, float value);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_double")]
    public static partial int BindDouble(nint statement, ulong index, double value);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_decimal")]
    public static partial int BindDecimal(nint statement, ulong index, DecimalValue value);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_date")]
    public static partial int BindDate(nint statement, ulong index, int days);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_timestamp")]
    public static partial int BindTimestamp(nint statement, ulong index, long microseconds);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_varchar_length")]
    public static partial int BindVarchar(nint statement, ulong index, byte* text, ulong length);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_blob")]
    public static partial int BindBlob(nint statement, ulong index, byte* data, ulong length);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_bind_null")]
    public static partial int BindNull(nint statement, ulong index);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_execute_prepared")]
    public static partial int Execute(nint statement, out QueryResult result);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_execute_prepared_streaming")]
    public static partial int ExecuteStreaming(nint statement, out QueryResult result);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_destroy_result")]
    public static partial void DestroyResult(ref QueryResult result);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_result_error")]
    public static partial nint ResultError(ref QueryResult result);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_result_error_type")]
    public static partial DuckDBErrorType ResultErrorType(ref QueryResult result);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_result_return_type")]
    public static partial ResultKind ResultReturnType(QueryResult result);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_rows_changed")]
    public static partial ulong RowsChanged(ref QueryResult result);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_column_count")]
    public static partial ulong ColumnCount(ref QueryResult result);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_column_name")]
    public static partial nint ColumnName(ref QueryResult result, ulong column);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_column_logical_type")]
    public static partial nint ColumnLogicalType(ref QueryResult result, ulong column);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_get_type_id")]
    public static partial ColumnType TypeId(nint type);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_decimal_scale")]
    public static partial byte DecimalScale(nint type);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_decimal_internal_type")]
    public static partial ColumnType DecimalStorage(nint type);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_destroy_logical_type")]
    public static partial void DestroyLogicalType(ref nint type);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_fetch_chunk")]
    public static partial nint FetchChunk(QueryResult result);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong ChunkSize(nint chunk);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint ChunkVector(nint chunk, ulong column);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_destroy_data_chunk")]
    public static partial void DestroyChunk(ref nint chunk);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_vector_get_data")]
    public static partial void* VectorData(nint vector);

    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* VectorValidity(nint vector);
}
