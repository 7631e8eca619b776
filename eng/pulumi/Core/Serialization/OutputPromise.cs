using System.Collections.Immutable;

namespace Pulumi;

internal sealed class OutputPromise<T> : IOutputPromise
{
    private readonly TaskCompletionSource<OutputData<T>> _data = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutputPromise() => Output = new Output<T>(_data.Task);

    public object Output { get; }

    public void Keep(object value, ImmutableHashSet<Resource> from) =>
        _data.TrySetResult(new(from, (T)StateReader.Read(value, typeof(T))!, true, false));

    public void KeepDefault(ImmutableHashSet<Resource> from, bool known) => _data.TrySetResult(new(from, default!, known, false));

    public void Break(Exception because) => _data.TrySetException(because);
}
