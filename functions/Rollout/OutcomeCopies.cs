using ServerlessML.Ml.Data;

namespace ServerlessML.Functions.Rollout;

/// <summary>Captures and feedback as files of this machine, until disposed.</summary>
public sealed class OutcomeCopies(DirectoryInfo directory) : IDisposable
{
    public IReadOnlyList<LocalDataFile> Captures { get; init; } = [];
    public IReadOnlyList<LocalDataFile> Feedback { get; init; } = [];

    /// <summary>Where they are from, each with its container.</summary>
    public IReadOnlyList<string> Blobs { get; init; } = [];

    /// <summary>One of the two is not there: nothing can be joined.</summary>
    public bool IsEmpty => Captures.Count == 0 || Feedback.Count == 0;

    public void Dispose() => directory.Delete(recursive: true);
}
