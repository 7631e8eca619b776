using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Models;

/// <summary>
/// Runs of a model, one after the other, each within a limit of time. ONNX Runtime looks between operators whether it is to end, also
/// in loops; a single operator is bounded by the memory that it may have.
/// </summary>
public sealed class BoundedRun : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _limit;
    private long _began;
    private bool _late;

    public BoundedRun(TimeSpan limit)
    {
        _limit = limit;
        RunClock.Watch(this);
    }

    /// <summary>The options that the runtime gets between <see cref="Begin"/> and <see cref="End"/>.</summary>
    public RunOptions Options { get; } = new();

    public void Begin()
    {
        lock (_lock)
        {
            _began = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The run is over, however it went.</summary>
    public void End()
    {
        lock (_lock)
        {
            _began = 0;
            if (_late)
            {
                _late = Options.Terminate = false;
            }
        }
    }

    /// <summary>Ends the run that is under way, if there is one.</summary>
    public void Cut() => CutOlderThan(TimeSpan.MinValue);

    /// <summary>
    /// The runtime's failure as what it was: a limit that was met, or the failure itself. Ask before <see cref="End"/>.
    /// </summary>
    public Exception Explain(OnnxRuntimeException failure) =>
        _late
            ? new ModelLimitException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"was ended after {_limit.TotalSeconds:0.###} s, the longest that a run may take"
                ),
                failure
            )
        : IsOutOfMemory(failure.Message)
            ? new ModelLimitException(
                $"asked for more memory than the {ModelSession.MemoryMegabytes} MB that runs may take "
                    + $"({ModelSession.MemoryVariable})",
                failure
            )
        : failure;

    public void Dispose()
    {
        lock (_lock)
        {
            _began = 0;
            Options.Dispose();
        }
    }

    internal void CutLate() => CutOlderThan(_limit);

    private void CutOlderThan(TimeSpan limit)
    {
        lock (_lock)
        {
            if (_began != 0 && !_late && Stopwatch.GetElapsedTime(_began) > limit)
            {
                _late = Options.Terminate = true;
            }
        }
    }

    private static bool IsOutOfMemory(string message) =>
        message.Contains("Available memory of", StringComparison.Ordinal)
        || message.Contains("Failed to allocate memory", StringComparison.Ordinal)
        || message.Contains("bad allocation", StringComparison.Ordinal)
        || message.Contains("bad_alloc", StringComparison.Ordinal);
}
