using System.Collections.Immutable;
using Pulumi.Testing;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>Answers with the inputs, and what a test adds; keeps what it was asked for, and in which order.</summary>
internal sealed class ShopMocks : IMocks
{
    private readonly Lock _lock = new();
    private readonly List<string> _order = [];
    private readonly Dictionary<string, ImmutableDictionary<string, object>> _inputs = [];
    private readonly TaskCompletionSource _last = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ImmutableDictionary<string, object> Extra { get; init; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>A resource that is not made before the one named <c>last</c> is asked for.</summary>
    public string? Held { get; init; }

    /// <summary>Names as they were asked for, and when the held one was made.</summary>
    public IReadOnlyList<string> Order
    {
        get
        {
            lock (_lock)
            {
                return [.. _order];
            }
        }
    }

    public ImmutableDictionary<string, object> Of(string name) => _inputs[name];

    public async Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        Note(args.Name!);
        lock (_lock)
        {
            _inputs[args.Name!] = args.Inputs;
        }

        if (args.Name == "last")
        {
            _last.SetResult();
        }

        if (args.Name == Held)
        {
            await _last.Task;
            Note($"{Held} made");
        }

        return ($"{args.Name}-id", args.Inputs.SetItems(Extra));
    }

    public Task<object> CallAsync(MockCallArgs args) => throw new InvalidOperationException(args.Token);

    private void Note(string step)
    {
        lock (_lock)
        {
            _order.Add(step);
        }
    }
}
