using System.Collections.Immutable;
using Pulumi.Testing;

namespace Pulumi;

public sealed partial class Deployment
{
    private readonly IMocks _mocks;
    private readonly Lock _lock = new();
    private readonly List<Task> _underWay = [];
    private readonly List<Resource> _registered = [];

    /// <summary>The resources in the order in which they were asked for: what a resource waits for comes before it.</summary>
    private ImmutableArray<Resource> Registered
    {
        get
        {
            lock (_lock)
            {
                return [.. _registered];
            }
        }
    }

    /// <summary>The outputs by URN, as components and the stack registered them.</summary>
    internal Dictionary<string, ImmutableDictionary<string, object>> Outputs { get; } = [];

    internal void Track(Task task)
    {
        lock (_lock)
        {
            _underWay.Add(task);
        }
    }

    internal void Register(Resource resource, ResourceArgs args, ResourceOptions options) => Track(RegisterAsync(resource, args, options));

    internal void RegisterOutputs(Resource resource, IDictionary<string, object?> outputs) =>
        Track(RegisterOutputsAsync(resource, outputs));

    internal Output<T> Invoke<T>(string token, InvokeArgs args)
    {
        return new(InvokeAsync());

        async Task<OutputData<T>> InvokeAsync()
        {
            Serializer serializer = new();
            var sent = (ImmutableDictionary<string, object>)(await serializer.SerializeAsync(token, args).ConfigureAwait(false))!;
            if (!serializer.IsKnown)
            {
                return new([.. serializer.Resources], default!, false, serializer.IsSecret);
            }

            var answer = await _mocks.CallAsync(new MockCallArgs { Token = token, Args = sent }).ConfigureAwait(false);
            return new([.. serializer.Resources], (T)StateReader.Read(answer, typeof(T))!, true, serializer.IsSecret);
        }
    }

    private async Task RegisterAsync(Resource resource, ResourceArgs args, ResourceOptions options)
    {
        // The constructors of the resource's own class are still to run.
        await Task.Yield();
        try
        {
            var (urn, inputs) = await PrepareAsync(resource, args, options).ConfigureAwait(false);
            lock (_lock)
            {
                _registered.Add(resource);
            }

            Dictionary<string, object?> state = [];
            if (resource is not Pulumi.Stack)
            {
                var (id, made) = await _mocks
                    .NewResourceAsync(
                        new MockResourceArgs
                        {
                            Type = resource.GetResourceType(),
                            Name = resource.GetResourceName(),
                            Inputs = inputs,
                        }
                    )
                    .ConfigureAwait(false);
                state = ((IDictionary<string, object>)made).ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
                state[CustomResource.IdName] = string.IsNullOrEmpty(id) ? null : id;
            }

            state[Resource.UrnName] = urn;
            resource.Promises.Keep(resource, state, othersAreKnown: !IsDryRun);
        }
        catch (Exception e)
        {
            resource.Promises.Break(e);
            throw;
        }
    }

    private async Task<(string Urn, ImmutableDictionary<string, object> Inputs)> PrepareAsync(
        Resource resource,
        ResourceArgs args,
        ResourceOptions options
    )
    {
        var urn = await UrnAsync(resource).ConfigureAwait(false);
        var waits = await options.DependsOn.ToOutput().Data.ConfigureAwait(false);
        HashSet<Resource> dependencies = [.. waits.IsKnown ? waits.Value.SelectMany(WithinComponents) : []];
        var inputs = ImmutableDictionary.CreateBuilder<string, object>();
        foreach (var (name, value) in args.Inputs())
        {
            Serializer serializer = new();
            var sent = await serializer.SerializeAsync($"{resource.GetResourceName()}.{name}", value).ConfigureAwait(false);
            dependencies.UnionWith(serializer.Resources);
            if (serializer.IsKnown && sent is not null)
            {
                inputs.Add(name, sent);
            }
        }

        // What is needed is there before: an unknown value says nothing of whether its resource has been made.
        foreach (var dependency in dependencies)
        {
            await dependency.Urn.Data.ConfigureAwait(false);
        }

        return (urn, inputs.ToImmutable());
    }

    // Whoever waits for a component waits for what it is made of.
    private static IEnumerable<Resource> WithinComponents(Resource resource) =>
        resource is ComponentResource ? resource.Children.SelectMany(WithinComponents) : [resource];

    private async Task<string> UrnAsync(Resource resource)
    {
        var types = resource.Parent is { } parent ? $"{(await parent.Urn.Data.ConfigureAwait(false)).Value.Split("::")[2]}$" : "";
        // The stack is not written into the types of its children.
        types = types == $"{Pulumi.Stack.RootType}$" ? "" : types;
        return $"urn:pulumi:{StackName}::{ProjectName}::{types}{resource.GetResourceType()}::{resource.GetResourceName()}";
    }

    private async Task RegisterOutputsAsync(Resource resource, IDictionary<string, object?> outputs)
    {
        var urn = (await resource.Urn.Data.ConfigureAwait(false)).Value;
        var sent = await new Serializer().SerializeAsync(urn, outputs).ConfigureAwait(false);
        lock (_lock)
        {
            Outputs[urn] = (ImmutableDictionary<string, object>)sent!;
        }
    }

    // Tasks begin others: what is under way is looked at until nothing new has come.
    private async Task FinishAsync()
    {
        var seen = 0;
        while (true)
        {
            List<Task> tasks;
            lock (_lock)
            {
                tasks = [.. _underWay];
            }

            if (tasks.Count == seen)
            {
                Fail(tasks);
                return;
            }

            seen = tasks.Count;
            await Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    // One cause fails many outputs, and is told once; as the genuine one, by its message alone where that is meant for people.
    private static void Fail(List<Task> tasks)
    {
        List<Exception> causes = [.. tasks.SelectMany(task => task.Exception?.InnerExceptions.AsEnumerable() ?? []).Distinct()];
        List<RunException> told =
        [
            .. causes.Select(cause => new RunException(
                cause is RunException ? cause.Message : $"Running program failed with an unhandled exception:\n{cause}"
            )),
        ];
        if (told.Count > 0)
        {
            throw told.Count == 1 ? told[0] : new AggregateException(told);
        }
    }
}
