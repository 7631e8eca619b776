using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Traffic;

/// <summary>The deployments that this gateway knows, and how it stands with the storage that tells it.</summary>
public sealed class DeploymentTable : IDisposable
{
    private readonly ConcurrentDictionary<string, Deployment> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Deployment>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private volatile string? _storageError;
    private volatile bool _listed;

    public DeploymentTable() => _bySpan = _byName.GetAlternateLookup<ReadOnlySpan<char>>();

    public ICollection<Deployment> All => _byName.Values;

    /// <summary>Storage has told once which deployments there are: a name that is not known is unknown, rather than not yet seen.</summary>
    public bool Listed => _listed;

    /// <summary>Why storage could not be read just now; null when it could.</summary>
    public string? StorageError
    {
        get => _storageError;
        set => _storageError = value;
    }

    /// <summary>Something can be served, or storage says that there is nothing yet.</summary>
    public bool Ready => Listed || All.Any(deployment => deployment.Current is not null);

    public void MarkListed() => _listed = true;

    public bool TryGet(string name, [NotNullWhen(true)] out Deployment? deployment) => _byName.TryGetValue(name, out deployment);

    public bool TryGet(ReadOnlySpan<char> name, [NotNullWhen(true)] out Deployment? deployment) =>
        _bySpan.TryGetValue(name, out deployment);

    /// <summary>Why a name that is not in the table is not.</summary>
    public Fault WhyNot(string name) =>
        !Names.IsPipeline(name) ? Fault.BadDeploymentName(Names.PipelineRule)
        : Listed ? Fault.UnknownDeployment(name)
        : Fault.NoPlan(name, StorageError);

    public Deployment GetOrAdd(string name) => _byName.GetOrAdd(name, added => new Deployment(added));

    public void Dispose()
    {
        foreach (var deployment in All)
        {
            deployment.Current?.Retire();
        }
    }
}
