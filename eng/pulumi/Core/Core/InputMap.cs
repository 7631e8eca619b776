using System.Collections;
using System.Collections.Immutable;

namespace Pulumi;

public sealed class InputMap<TValue>
    : Input<ImmutableDictionary<string, TValue>>,
        IEnumerable,
        IAsyncEnumerable<Input<KeyValuePair<string, TValue>>>
{
    private Output<ImmutableDictionary<string, Input<TValue>>> _inputs;

    public InputMap()
        : this(Output.Create(ImmutableDictionary<string, Input<TValue>>.Empty)) { }

    private InputMap(Output<ImmutableDictionary<string, Input<TValue>>> inputs)
        : base(Flat(inputs)) => _inputs = inputs;

    public Input<TValue> this[string key]
    {
        set => Add(key, value);
    }

    public void Add(string key, Input<TValue> value)
    {
        _inputs = _inputs.Apply(inputs =>
            inputs.TryGetValue(key, out var known)
                ? inputs.SetItem(
                    key,
                    Output
                        .Tuple(known, value)
                        .Apply(both =>
                            EqualityComparer<TValue>.Default.Equals(both.Item1, both.Item2)
                                ? both.Item1
                                : throw new ArgumentException($"Key '{key}' already exists in the map with a different value.")
                        )
                )
                : inputs.Add(key, value)
        );
        Value = Flat(_inputs);
    }

    public static implicit operator InputMap<TValue>(Dictionary<string, TValue> values) => values.ToImmutableDictionary();

    public static implicit operator InputMap<TValue>(ImmutableDictionary<string, TValue> values) => Output.Create(values);

    public static implicit operator InputMap<TValue>(Output<ImmutableDictionary<string, TValue>> values) =>
        new(values.Apply(known => known.ToImmutableDictionary(pair => pair.Key, pair => (Input<TValue>)pair.Value)));

    IEnumerator IEnumerable.GetEnumerator() =>
        throw new NotSupportedException(
            $"A {GetType().FullName} cannot be synchronously enumerated. Use {nameof(GetAsyncEnumerator)} instead."
        );

    public async IAsyncEnumerator<Input<KeyValuePair<string, TValue>>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        var data = await Value.Data.ConfigureAwait(false);
        foreach (var pair in data.IsKnown ? data.Value : [])
        {
            yield return pair;
        }
    }

    private static Output<ImmutableDictionary<string, TValue>> Flat(Output<ImmutableDictionary<string, Input<TValue>>> inputs) =>
        inputs.Apply(known =>
            Output
                .All(
                    known.Select(pair =>
                        (Input<KeyValuePair<string, TValue>>)pair.Value.Apply(value => KeyValuePair.Create(pair.Key, value))
                    )
                )
                .Apply(pairs => pairs.ToImmutableDictionary())
        );
}
