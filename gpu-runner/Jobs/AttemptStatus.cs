using System.Collections.Concurrent;

namespace ServerlessML.GpuRunner.Jobs;

/// <summary>The attempt's status as it moves on; read by the heartbeat, on another thread.</summary>
public sealed class AttemptStatus
{
    /// <summary>More tell a person nothing, and each heartbeat would carry them.</summary>
    private const int MostNotes = 50;
    private const int LongestNote = 500;

    private readonly ConcurrentDictionary<Digest, bool> past = new();
    private volatile AttemptSnapshot now = new(JobProgress.Reading);

    public AttemptSnapshot Now => now;

    public void Enter(string state) => now = now with { State = state };

    public void Hear(RecipeLine line) => now = now with
    {
        State = line.State is JobProgress.Reading or JobProgress.Training ? line.State : now.State,
        Line = now.Line is { } before ? line.Over(before) : line,
        Notes = line.Note is { } note ? With(now.Notes, note) : now.Notes,
    };

    public void Note(string note) => now = now with { Notes = With(now.Notes, note) };

    /// <summary>The last upload of a checkpoint, which may outlast the training; null before there was one.</summary>
    public Task<Digest>? Upload { get; private set; }

    public void Await(Task<Digest> upload) => Upload = upload;

    /// <summary>Checkpoints before the last.</summary>
    public IEnumerable<Digest> Past => past.Keys;

    public void Keep(Digest checkpoint)
    {
        var before = now.Checkpoint;
        now = now with { Checkpoint = checkpoint };
        if (before is { } last && last != checkpoint)
        {
            past[last] = true;
        }
    }

    /// <summary>Marks a checkpoint that came too late to resume from.</summary>
    public void Leave(Digest checkpoint) => past[checkpoint] = true;

    public void Forget(Digest checkpoint) => past.TryRemove(checkpoint, out _);

    private static IReadOnlyList<string> With(IReadOnlyList<string>? notes, string note)
    {
        note = note.Length > LongestNote ? note[..LongestNote] + "…" : note;
        return notes is null ? [note] : notes.Count >= MostNotes || notes.Contains(note) ? notes : [.. notes, note];
    }
}
