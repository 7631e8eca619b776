namespace ServerlessML.Ml.Onnx;

/// <summary>One dimension of an input or output: a length, or a name where it is open.</summary>
public readonly record struct Axis(long? Length, string? Name)
{
    public static implicit operator Axis(int length) => new(length, null);

    public static implicit operator Axis(string name) => new(null, name);

    public static Axis FromInt32(int length) => length;

    public static Axis FromString(string name) => name;
}
