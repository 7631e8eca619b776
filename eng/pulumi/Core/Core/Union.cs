namespace Pulumi;

public readonly struct Union<T0, T1> : IEquatable<Union<T0, T1>>, IUnion
{
    private readonly T0? _first;
    private readonly T1? _second;

    private Union(bool isFirst, T0? first, T1? second) => (IsT0, _first, _second) = (isFirst, first, second);

    public bool IsT0 { get; }
    public bool IsT1 => !IsT0;
    public T0 AsT0 => IsT0 ? _first! : throw new InvalidOperationException("Cannot return as T0 as result is T1");
    public T1 AsT1 => IsT0 ? throw new InvalidOperationException("Cannot return as T1 as result is T0") : _second!;
    public object Value => (IsT0 ? _first : (object?)_second)!;

    public static Union<T0, T1> FromT0(T0 input) => new(true, input, default);

    public static Union<T0, T1> FromT1(T1 input) => new(false, default, input);

    public static implicit operator Union<T0, T1>(T0 t) => FromT0(t);

    public static implicit operator Union<T0, T1>(T1 t) => FromT1(t);

    public static bool operator ==(Union<T0, T1> left, Union<T0, T1> right) => left.Equals(right);

    public static bool operator !=(Union<T0, T1> left, Union<T0, T1> right) => !left.Equals(right);

    public bool Equals(Union<T0, T1> other) => IsT0 == other.IsT0 && Equals(Value, other.Value);

    public override bool Equals(object? obj) => obj is Union<T0, T1> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(IsT0, Value);

    public override string ToString() => Value?.ToString() ?? "";
}
