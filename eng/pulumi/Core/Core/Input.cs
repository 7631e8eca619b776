namespace Pulumi;

/// <summary>A value, or an output of it.</summary>
public class Input<T> : IInput
{
    private protected Input(Output<T> value) => Value = value;

    // Null where a collection initializer is yet to say what it holds.
    private protected Output<T> Value { get; set; }

    public static implicit operator Input<T>(T value) => Output.Create(value);

    public static implicit operator Input<T>(Output<T> value) => new(value);

    public static implicit operator Output<T>(Input<T> input) => input.Value;

    IOutput IInput.ToOutput() => Value;
}
