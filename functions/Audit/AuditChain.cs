using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Identity;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Audit;

/// <summary>Reads a log entry by entry. A broken one is told once, and does not hide what is behind it.</summary>
internal sealed class AuditChain(DocumentStore documents, AuditSeal seal, string pipeline)
{
    private readonly Dictionary<string, AuditEntry> _entries = [];
    private AuditEntry? _last;
    private bool _afterABroken;
    private long _sealedFrom;

    /// <summary>Those that can be read, by key, the broken ones among them.</summary>
    public IReadOnlyDictionary<string, AuditEntry> Entries => _entries;

    public List<string> Problems { get; } = [];

    /// <summary>How many hold, from the first on.</summary>
    public long Whole { get; private set; }

    /// <summary>The last entry without a seal, before the first that has one; 0 where all have.</summary>
    public long UnsealedUntil { get; private set; }

    public async Task ReadAsync(CancellationToken cancellation)
    {
        var next = 1L;
        await foreach (var name in documents.ListAsync(StorageLayout.Audit, $"{pipeline}/", cancellation))
        {
            if (!long.TryParse(Path.GetFileNameWithoutExtension(name), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                Problems.Add($"{name} is no entry's name");
                continue;
            }

            if (sequence != next)
            {
                Problems.Add($"{StorageLayout.AuditEntry(pipeline, next)} is missing; the next entry is {name}");
                _afterABroken = true;
            }

            next = sequence + 1;
            var bytes = await documents.ReadBytesAsync(StorageLayout.Audit, name, cancellation)
                ?? throw new InvalidDataException($"{name} was deleted during the verification.");
            var (entry, problem) = Check(name, sequence, bytes);
            if (problem is not null)
            {
                Problems.Add(problem);
            }
            else if (Problems.Count == 0)
            {
                Whole = sequence;
            }

            if (entry is not null)
            {
                _entries.TryAdd(entry.Key, entry);
                _last = entry;
            }

            _afterABroken = problem is not null;
        }
    }

    private (AuditEntry? Entry, string? Problem) Check(string name, long sequence, byte[] bytes)
    {
        JsonObject document;
        AuditEntry entry;
        try
        {
            document = JsonNode.Parse(bytes)!.AsObject();
            entry = CanonicalJson.Deserialize<AuditEntry>(bytes);
            if (!CanonicalJson.Serialize(document).AsSpan().SequenceEqual(bytes))
            {
                return (entry, $"{name} is not in canonical form: another program wrote it");
            }
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or ArgumentException or FormatException or NullReferenceException)
        {
            return (null, $"{name} is not an entry: {e.Message}");
        }

        // Of the document as it lies there: a member that this version does not know is part of it.
        document.Remove("hash");
        document.Remove("seal");
        var problem =
            entry.Hash != Digest.Of(CanonicalJson.Serialize(document)) ? "its hash is not that of its content: it was changed"
            : entry.Sequence != sequence || entry.Pipeline != pipeline
                ? $"it is entry {entry.Sequence} of '{entry.Pipeline}': it was moved here"
            // What is behind a broken entry cannot follow it.
            : !_afterABroken && entry.Previous != _last?.Hash ? "it does not follow the entry before it: one of the two was replaced"
            : !_afterABroken && _last is not null && entry.Written < _last.Written ? "it was written before the entry before it"
            : _entries.ContainsKey(entry.Key) ? $"it tells of '{entry.Key}' a second time"
            : Unsealed(entry);
        return (entry, problem is null ? null : $"{name}: {problem}");
    }

    private string? Unsealed(AuditEntry entry)
    {
        if (entry.Seal is null)
        {
            if (_sealedFrom > 0)
            {
                return $"it has no seal, though the log is sealed since entry {_sealedFrom}: another program wrote it";
            }

            UnsealedUntil = entry.Sequence;
            return null;
        }

        _sealedFrom = _sealedFrom == 0 ? entry.Sequence : _sealedFrom;
        return seal.HasKey && !seal.Holds(entry) ? "its seal is not this system's: another program wrote it, or another key" : null;
    }
}
