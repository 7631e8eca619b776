using System.Collections.Concurrent;
using ServerlessML.Contracts.Identity;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Audit;

/// <summary>
/// The pipelines' audit logs: one blob an entry, made only where there is none, so that two writers never fork the chain: the slower one
/// reads on and takes the next place.
/// </summary>
public sealed class AuditLog(DocumentStore documents, TimeProvider time, AuditSeal? seal = null)
{
    public const string System = "serverlessml";

    /// <summary>The log of what is about no pipeline: the gateway's keys. No pipeline has such a name.</summary>
    public const string Gateway = "_gateway";

    /// <summary>The log of tokens of people, on one machine. No pipeline has such a name.</summary>
    public const string People = "_people";

    /// <summary>Who may write into the data directory, whoever that is.</summary>
    public const string Owner = "owner@local";

    private const int MaxRaces = 100;

    /// <summary>How far the clocks of those who write can be apart.</summary>
    internal static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Back = TimeSpan.FromDays(30);

    private readonly AuditSeal _seal = seal ?? AuditSeal.None;

    // Only where to begin to look: storage knows the end.
    private readonly ConcurrentDictionary<string, long> _lastKnown = new();
    private readonly ConcurrentDictionary<string, bool> _ensured = new();

    /// <summary>Writes it, unless an entry of its key is there.</summary>
    /// <returns>The entry.</returns>
    /// <exception cref="InvalidDataException">The log's end cannot be read: it is damaged, and nothing is built on it.</exception>
    public async Task<AuditEntry> AppendAsync(AuditEvent what, CancellationToken cancellation = default)
    {
        var earliest = (what.NotBefore ?? what.At) - ClockSkew;
        for (var race = 0; race < MaxRaces; race++)
        {
            var end = await EndAsync(what.Pipeline, cancellation);
            var last =
                end == 0
                    ? null
                    : await FindAsync(what.Pipeline, end, cancellation)
                        ?? throw new InvalidDataException(
                            $"The audit log of '{what.Pipeline}' lost entry {end} while it was read; run 'sml audit verify'."
                        );
            if (await WrittenAsync(what, last, earliest, cancellation) is { } written)
            {
                return written;
            }

            var next = Next(what, last).Sealed();
            next = next with { Seal = _seal.Of(next) };
            if (
                await documents.CreateAsync(StorageLayout.Audit, StorageLayout.AuditEntry(what.Pipeline, next.Sequence), next, cancellation)
            )
            {
                _lastKnown[what.Pipeline] = next.Sequence;
                return next;
            }
        }

        throw new InvalidOperationException($"The audit log of '{what.Pipeline}' kept growing under {MaxRaces} attempts to write to it.");
    }

    /// <summary>
    /// Seals it, to be kept with what it tells of before that is done: where nobody comes to write it, <see cref="EnsureAsync"/> does.
    /// </summary>
    public AuditEvent Promise(AuditEvent what) => what with { Seal = _seal.Of(what) };

    /// <summary>
    /// Writes what was promised, unless an entry of its key is there. It looks once for each, and not for old ones, which other hosts have
    /// looked for: it reads the log back to the time of it. With a key, what was not sealed with it is left to <c>audit verify</c>: whoever
    /// can write into the storage account could have put it there.
    /// </summary>
    public async Task EnsureAsync(AuditEvent what, CancellationToken cancellation)
    {
        if (what.At > time.GetUtcNow() - Back && !_ensured.ContainsKey(what.Key) && (!_seal.HasKey || _seal.Holds(what)))
        {
            await AppendAsync(what, cancellation);
            _ensured[what.Key] = true;
        }
    }

    /// <summary>Reads entries in order, from after the given sequence.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(string pipeline, long after, int most, CancellationToken cancellation = default)
    {
        List<AuditEntry> entries = [];
        while (entries.Count < most && await FindAsync(pipeline, after + entries.Count + 1, cancellation) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }

    /// <returns>The last entry's sequence; 0 for an empty log.</returns>
    public async Task<long> EndAsync(string pipeline, CancellationToken cancellation = default)
    {
        var known = _lastKnown.GetValueOrDefault(pipeline);
        var low = known > 0 && await IsThereAsync(pipeline, known, cancellation) ? known : 0;
        var step = 1L;
        while (await IsThereAsync(pipeline, low + step, cancellation))
        {
            low += step;
            step *= 2;
        }

        var high = low + step;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = await IsThereAsync(pipeline, middle, cancellation) ? (middle, high) : (low, middle);
        }

        return low;
    }

    private AuditEntry Next(AuditEvent what, AuditEntry? last)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Sequence = (last?.Sequence ?? 0) + 1,
            Pipeline = what.Pipeline,
            At = what.At,
            Written = last?.Written > now ? last.Written : now,
            Who = what.Who,
            WhoId = what.WhoId,
            Role = what.Role,
            Action = what.Action,
            RunId = what.RunId,
            Evidence = what.Evidence,
            Comment = what.Comment,
            Key = what.Key,
            Previous = last?.Hash,
        };
    }

    // Back from the end, no further than to what was written before the thing can have happened.
    private async Task<AuditEntry?> WrittenAsync(AuditEvent what, AuditEntry? last, DateTimeOffset earliest, CancellationToken cancellation)
    {
        for (
            var entry = last;
            entry is not null && entry.Written >= earliest;
            entry = await FindAsync(what.Pipeline, entry.Sequence - 1, cancellation)
        )
        {
            if (entry.Key == what.Key)
            {
                return entry;
            }
        }

        return null;
    }

    private async Task<AuditEntry?> FindAsync(string pipeline, long sequence, CancellationToken cancellation) =>
        sequence < 1
            ? null
            : (
                await documents.ReadAsync<AuditEntry>(StorageLayout.Audit, StorageLayout.AuditEntry(pipeline, sequence), cancellation)
            )?.Value;

    private Task<bool> IsThereAsync(string pipeline, long sequence, CancellationToken cancellation) =>
        documents.ExistsAsync(StorageLayout.Audit, StorageLayout.AuditEntry(pipeline, sequence), cancellation);
}
