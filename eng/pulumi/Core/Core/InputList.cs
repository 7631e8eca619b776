using System.Collections;
using System.Collections.Immutable;

namespace Pulumi;

public sealed class InputList<T> : Input<ImmutableArray<T>>, IEnumerable, IAsyncEnumerable<Input<T>>
{
    private Output<ImmutableArray<Input<T>>> _inputs;

    public InputList()
        : this(Output.Create(ImmutableArray<Input<T>>.Empty)) { }

    private InputList(Output<ImmutableArray<Input<T>>> inputs)
        : base(Flat(inputs)) => _inputs = inputs;

    public void Add(params Input<T>[] inputs) => AddRange(inputs);

    // The compiler chooses between the two where a list is written out.
    public void Add(InputList<T> inputs) => AddRange(inputs);

    public void AddRange(InputList<T> inputs)
    {
        _inputs = Output.Tuple(_inputs, inputs._inputs).Apply(both => both.Item1.AddRange(both.Item2));
        Value = Flat(_inputs);
    }

    public static implicit operator InputList<T>(T value) => Listed((Input<T>)value);

    public static implicit operator InputList<T>(Output<T> value) => Listed((Input<T>)value);

    // Since there is a conversion from an input to a list, an input is the better of what Add takes.
    public static implicit operator InputList<T>(Input<T> value) => Listed(value);

    public static implicit operator InputList<T>(T[] values) => Listed([.. values.Select(value => (Input<T>)value)]);

    public static implicit operator InputList<T>(Input<T>[] values) => Listed([.. values]);

    public static implicit operator InputList<T>(List<T> values) => Listed([.. values.Select(value => (Input<T>)value)]);

    public static implicit operator InputList<T>(List<Input<T>> values) => Listed([.. values]);

    public static implicit operator InputList<T>(ImmutableArray<T> values) => Listed([.. values.Select(value => (Input<T>)value)]);

    public static implicit operator InputList<T>(Output<ImmutableArray<T>> values) =>
        new(values.Apply(known => known.Select(value => (Input<T>)value).ToImmutableArray()));

    IEnumerator IEnumerable.GetEnumerator() =>
        throw new NotSupportedException(
            $"A {GetType().FullName} cannot be synchronously enumerated. Use {nameof(GetAsyncEnumerator)} instead."
        );

    public async IAsyncEnumerator<Input<T>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        var data = await Value.Data.ConfigureAwait(false);
        foreach (var value in data.IsKnown ? data.Value : [])
        {
            yield return value;
        }
    }

    private static InputList<T> Listed(params ImmutableArray<Input<T>> inputs) => new(Output.Create(inputs));

    private static Output<ImmutableArray<T>> Flat(Output<ImmutableArray<Input<T>>> inputs) => inputs.Apply(Output<T>.All);
}
