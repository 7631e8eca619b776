using System.Collections.Concurrent;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>The attempt's status as it moves on; read by the heartbeat, on another thread.</summary>
public sealed class AttemptStatus
{
    /// <summary>More tell a person nothing, and each heartbeat would carry them.</summary>
    private const int MostNotes = 50;
    private const int LongestNote = 500;

    private readonly ConcurrentDictionary<Digest, bool> _past = new();
    private volatile AttemptSnapshot _now = new(JobProgress.Reading);

    public AttemptSnapshot Now => _now;

    public void Enter(string state) => _now = _now with { State = state };

    public void Hear(RecipeLine line) =>
        _now = _now with
        {
            State = line.State is JobProgress.Reading or JobProgress.Training ? line.State : _now.State,
            Line = _now.Line is { } before ? line.Over(before) : line,
            Notes = line.Note is { } note ? With(_now.Notes, note) : _now.Notes,
        };

    public void Note(string note) => _now = _now with { Notes = With(_now.Notes, note) };

    /// <summary>The last upload of a checkpoint, which may outlast the training; null before there was one.</summary>
    public Task<Digest>? Upload { get; private set; }

    public void Await(Task<Digest> upload) => Upload = upload;

    /// <summary>Checkpoints before the last.</summary>
    public IEnumerable<Digest> Past => _past.Keys;

    public void Keep(Digest checkpoint)
    {
        var before = _now.Checkpoint;
        _now = _now with { Checkpoint = checkpoint };
        if (before is { } last && last != checkpoint)
        {
            _past[last] = true;
        }
    }

    /// <summary>Marks a checkpoint that came too late to resume from.</summary>
    public void Leave(Digest checkpoint) => _past[checkpoint] = true;

    public void Forget(Digest checkpoint) => _past.TryRemove(checkpoint, out _);

    private static IReadOnlyList<string> With(IReadOnlyList<string>? notes, string note)
    {
        note = note.Length > LongestNote ? note[..LongestNote] + "…" : note;
        return notes is null ? [note]
            : notes.Count >= MostNotes || notes.Contains(note) ? notes
            : [.. notes, note];
    }
}
