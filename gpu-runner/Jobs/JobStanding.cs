using ServerlessML.Contracts;

namespace ServerlessML.GpuRunner;

/// <summary>The attempt's standing as it moves on; read by the heartbeat, on another thread.</summary>
public sealed class JobStanding
{
    private volatile Standing now = new(JobProgress.Reading);

    public Standing Now => now;

    public void Enter(string state) => now = now with { State = state };

    public void Hear(RecipeLine line) => now = now with
    {
        State = line.State is JobProgress.Reading or JobProgress.Training ? line.State : now.State,
        Line = now.Line is { } before ? line.Over(before) : line,
        Notes = line.Note is { } note ? [.. now.Notes ?? [], note] : now.Notes,
    };

    public void Note(string note) => now = now with { Notes = [.. now.Notes ?? [], note] };

    public void Keep(Digest checkpoint) => now = now with { Checkpoint = checkpoint };
}
