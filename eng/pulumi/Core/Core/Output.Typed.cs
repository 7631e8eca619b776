using System.Collections.Immutable;

namespace Pulumi;

/// <summary>A value that may come later, from resources that it remembers.</summary>
public sealed class Output<T> : IOutput
{
    internal Output(Task<OutputData<T>> data)
    {
        Data = data;
        // What fails in an output that nobody reads fails the program all the same.
        Deployment.Current?.Track(data);
    }

    internal Task<OutputData<T>> Data { get; }

    public Output<TResult> Apply<TResult>(Func<T, TResult> func) => Apply(value => Output.Create(func(value)));

    public Output<TResult> Apply<TResult>(Func<T, Task<TResult>> func) => Apply(value => Output.Create(func(value)));

    public Output<TResult> Apply<TResult>(Func<T, Input<TResult>?> func) => Apply(value => func(value).ToOutput());

    public Output<TResult> Apply<TResult>(Func<T, Output<TResult>?> func) => new(ApplyAsync(func));

    /// <summary>Says, as the genuine one does, that the value is not there yet.</summary>
    public override string ToString() =>
        "Calling [ToString] on an [Output<T>] is not supported. Use o.Apply(v => $\"prefix{v}suffix\") or "
        + "Output.Format($\"prefix{o}suffix\").";

    async Task<OutputData<object?>> IOutput.GetDataAsync() => (await Data.ConfigureAwait(false)).Untyped;

    private async Task<OutputData<TResult>> ApplyAsync<TResult>(Func<T, Output<TResult>?> func)
    {
        var outer = await Data.ConfigureAwait(false);
        if (!outer.IsKnown)
        {
            return new(outer.Resources, default!, false, outer.IsSecret);
        }

        if (func(outer.Value) is not { } made)
        {
            return new(outer.Resources, default!, true, outer.IsSecret);
        }

        var inner = await made.Data.ConfigureAwait(false);
        return new(outer.Resources.Union(inner.Resources), inner.Value, inner.IsKnown, outer.IsSecret || inner.IsSecret);
    }

    internal static Output<ImmutableArray<T>> All(ImmutableArray<Input<T>> inputs) => new(AllAsync(inputs));

    private static async Task<OutputData<ImmutableArray<T>>> AllAsync(ImmutableArray<Input<T>> inputs)
    {
        var values = ImmutableArray.CreateBuilder<T>(inputs.Length);
        var (resources, known, secret) = (ImmutableHashSet<Resource>.Empty, true, false);
        foreach (var input in inputs)
        {
            var data = await input.ToOutput().Data.ConfigureAwait(false);
            values.Add(data.Value);
            resources = resources.Union(data.Resources);
            known &= data.IsKnown;
            secret |= data.IsSecret;
        }

        return new(resources, values.MoveToImmutable(), known, secret);
    }
}
