using System.Collections;
using System.Data.Common;

namespace DuckDB.NET.Data;

public class DuckDBParameterCollection : DbParameterCollection
{
    private readonly List<DuckDBParameter> parameters = [];

    public override int Count => parameters.Count;

    public override object SyncRoot => ((ICollection)parameters).SyncRoot;

    public new DuckDBParameter this[int index]
    {
        get => parameters[index];
        set => parameters[index] = value;
    }

    public new DuckDBParameter this[string parameterName]
    {
        get => (DuckDBParameter)GetParameter(parameterName);
        set => SetParameter(parameterName, value);
    }

    public override int Add(object value) => Add((DuckDBParameter)value);

    public int Add(DuckDBParameter value)
    {
        parameters.Add(value);
        return parameters.Count - 1;
    }

    public override void AddRange(Array values) => AddRange(values.Cast<DuckDBParameter>());

    public void AddRange(IEnumerable<DuckDBParameter> values) => parameters.AddRange(values);

    public override void Clear() => parameters.Clear();

    public override bool Contains(object value) => parameters.Contains((DuckDBParameter)value);

    public override bool Contains(string value) => IndexOf(value) >= 0;

    public override void CopyTo(Array array, int index) => ((ICollection)parameters).CopyTo(array, index);

    public override IEnumerator GetEnumerator() => parameters.GetEnumerator();

    public override int IndexOf(object value) => parameters.IndexOf((DuckDBParameter)value);

    public override int IndexOf(string parameterName) => parameters.FindIndex(parameter => parameter.ParameterName == parameterName);

    public override void Insert(int index, object value) => parameters.Insert(index, (DuckDBParameter)value);

    public override void Remove(object value) => parameters.Remove((DuckDBParameter)value);

    public override void RemoveAt(int index) => parameters.RemoveAt(index);

    public override void RemoveAt(string parameterName) => parameters.RemoveAt(Found(parameterName));

    protected override DbParameter GetParameter(int index) => parameters[index];

    protected override DbParameter GetParameter(string parameterName) => parameters[Found(parameterName)];

    protected override void SetParameter(int index, DbParameter value) => parameters[index] = (DuckDBParameter)value;

    protected override void SetParameter(string parameterName, DbParameter value) =>
        parameters[Found(parameterName)] = (DuckDBParameter)value;

    private int Found(string parameterName) =>
        IndexOf(parameterName) is >= 0 and var index ? index : throw new ArgumentException($"No parameter is named {parameterName}.", nameof(parameterName));
}
