using System.Collections.Immutable;
using System.Globalization;

namespace Pulumi;

public static class Output
{
    public static Output<T> Create<T>(T value) => Create(Task.FromResult(value));

    public static Output<T> Create<T>(Task<T> value) => new(AwaitAsync(value, secret: false));

    public static Output<T> CreateSecret<T>(T value) => new(AwaitAsync(Task.FromResult(value), secret: true));

    public static Output<T> Unsecret<T>(Output<T> output) => new(UnsecretAsync(output));

    public static async Task<bool> IsSecretAsync<T>(Output<T> output) => (await output.Data.ConfigureAwait(false)).IsSecret;

    public static Output<ImmutableArray<T>> All<T>(params Input<T>[] inputs) => Output<T>.All([.. inputs]);

    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Input<T>> inputs) => Output<T>.All([.. inputs]);

    public static Output<(T1, T2)> Tuple<T1, T2>(Input<T1> item1, Input<T2> item2) =>
        item1.ToOutput().Join(item2.ToOutput(), (one, two) => (one, two));

    public static Output<(T1, T2)> Tuple<T1, T2>(Output<T1> item1, Output<T2> item2) => item1.Join(item2, (one, two) => (one, two));

    public static Output<(T1, T2, T3)> Tuple<T1, T2, T3>(Output<T1> item1, Output<T2> item2, Output<T3> item3) =>
        Tuple(item1, item2).Join(item3, (two, three) => (two.Item1, two.Item2, three));

    public static Output<string> Format(FormattableString formattableString)
    {
        ImmutableArray<Input<object?>> arguments = [.. formattableString.GetArguments().Select(Untyped)];
        return Output<object?>
            .All(arguments)
            .Apply(values => string.Format(CultureInfo.InvariantCulture, formattableString.Format, [.. values]));
    }

    private static Input<object?> Untyped(object? argument) =>
        argument switch
        {
            IInput input => new Output<object?>(input.ToOutput().GetDataAsync()),
            IOutput output => new Output<object?>(output.GetDataAsync()),
            _ => Create(argument),
        };

    // Unlike Apply, it waits for both, so that both are remembered when the first is not known.
    private static Output<TResult> Join<T1, T2, TResult>(this Output<T1> left, Output<T2> right, Func<T1, T2, TResult> join)
    {
        return new(JoinAsync());

        async Task<OutputData<TResult>> JoinAsync()
        {
            var (one, two) = (await left.Data.ConfigureAwait(false), await right.Data.ConfigureAwait(false));
            var known = one.IsKnown && two.IsKnown;
            return new(
                one.Resources.Union(two.Resources),
                known ? join(one.Value, two.Value) : default!,
                known,
                one.IsSecret || two.IsSecret
            );
        }
    }

    private static async Task<OutputData<T>> AwaitAsync<T>(Task<T> value, bool secret) =>
        new([], await value.ConfigureAwait(false), true, secret);

    private static async Task<OutputData<T>> UnsecretAsync<T>(Output<T> output) =>
        await output.Data.ConfigureAwait(false) with
        {
            IsSecret = false,
        };
}
