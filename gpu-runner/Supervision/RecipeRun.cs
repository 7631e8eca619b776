using System.Globalization;
using ServerlessML.Models.Confinement;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>One recipe from its start to its end, within its limits.</summary>
/// <param name="command">How it is started.</param>
/// <param name="folder">Where it works.</param>
/// <param name="limits">What it may take.</param>
/// <param name="grace">How long it may take to leave a checkpoint once it is asked to stop.</param>
/// <param name="heard">Told each line it writes; a checkpoint's upload is awaited before the next look.</param>
/// <param name="time">For stalls.</param>
internal sealed class RecipeRun(
    RecipeCommand command,
    JobFolder folder,
    RecipeLimits limits,
    TimeSpan grace,
    Func<RecipeLine, CancellationToken, Task> heard,
    TimeProvider time
)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookAtDisk = TimeSpan.FromSeconds(1);
    private readonly ProgressFile _progress = new(folder.OutPath(RecipeLine.FileName));
    private RecipeFailedException? _broken;

    /// <param name="stopping">The recipe is asked to leave a checkpoint and end.</param>
    /// <param name="cancellation">The recipe is ended at once.</param>
    /// <exception cref="RecipeFailedException">It ended without a model, or was ended for breaking a limit.</exception>
    /// <exception cref="OperationCanceledException">One of the tokens ended it.</exception>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cancellation)
    {
        using var process = RecipeProcess.Start(command);
        try
        {
            var code = await WatchAsync(process, stopping, cancellation);
            await HearAsync(cancellation);
            await JudgeAsync(process, code, stopping, cancellation);
        }
        finally
        {
            await process.CleanUpAsync();
        }
    }

    private async Task<int> WatchAsync(RecipeProcess process, CancellationToken stopping, CancellationToken cancellation)
    {
        var ended = process.WaitAsync(CancellationToken.None);
        var (heardAt, lookedAt, askedAt) = (time.GetTimestamp(), time.GetTimestamp(), (long?)null);
        while (await Task.WhenAny(ended, Task.Delay(Look, CancellationToken.None)) != ended)
        {
            if (stopping.IsCancellationRequested && askedAt is null)
            {
                askedAt = time.GetTimestamp();
                process.AskToStop();
            }

            if (await HearAsync(cancellation))
            {
                heardAt = time.GetTimestamp();
            }

            // The first reason is the cause: what is looked at after the kill is its consequence.
            _broken ??= Broken(process, time.GetElapsedTime(heardAt), ref lookedAt);
            if (_broken is not null || cancellation.IsCancellationRequested || (askedAt is { } asked && time.GetElapsedTime(asked) > grace))
            {
                await process.KillAsync();
            }
        }

        return await ended;
    }

    private async Task<bool> HearAsync(CancellationToken cancellation)
    {
        var any = false;
        foreach (var line in _progress.ReadNew())
        {
            any = true;
            if (!cancellation.IsCancellationRequested)
            {
                await heard(line, cancellation);
            }
        }

        return any;
    }

    private RecipeFailedException? Broken(RecipeProcess process, TimeSpan silence, ref long lookedAt)
    {
        if (silence > limits.Stall)
        {
            return new(
                $"The recipe wrote nothing for {Text(limits.Stall)} and was ended as stuck. Report progress more often.",
                retryable: true
            );
        }

        if (limits.Memory is { } memory && command.Isolation != Isolation.Container && ProcessTree.ResidentBytes(process.Id) > memory)
        {
            return OutOfMemory();
        }

        if (time.GetElapsedTime(lookedAt) < LookAtDisk)
        {
            return null;
        }

        lookedAt = time.GetTimestamp();
        return FolderSize.Of(folder.Out) + FolderSize.Of(folder.Temporary) is var size && size > limits.Output
            ? new(
                $"The recipe wrote {Megabytes(size)} into its folder, more than the {Megabytes(limits.Output)} that it may.",
                retryable: false
            )
            : null;
    }

    private async Task JudgeAsync(RecipeProcess process, int code, CancellationToken stopping, CancellationToken cancellation)
    {
        if (_broken is not null)
        {
            throw _broken;
        }

        cancellation.ThrowIfCancellationRequested();
        if (code == RecipeExit.Done)
        {
            return;
        }

        stopping.ThrowIfCancellationRequested();
        var said = process.Said.All;
        if (code == RecipeExit.CannotTrain)
        {
            throw new RecipeFailedException(
                said.Count > 0 ? said[^1] : "The recipe ended with the code for data that it cannot train on, and wrote no reason.",
                retryable: false
            );
        }

        if (said.Any(DiskFull.Is))
        {
            throw DiskFull.Failure(folder.Out);
        }

        throw code != 128 + 9 ? Ended(code, said)
        : await process.WasKilledForMemoryAsync() ? OutOfMemory()
        : Killed();
    }

    private RecipeFailedException OutOfMemory() =>
        new(
            $"The recipe ran out of memory{(limits.Memory is { } memory ? $": it was ended at {Megabytes(memory)}" : "")}.",
            retryable: true
        );

    // Not every engine hears of it when the kernel does that.
    private RecipeFailedException Killed() =>
        new(
            $"The recipe was killed, most likely because memory ran "
                + $"out{(limits.Memory is { } memory ? $"; it may take {Megabytes(memory)}" : "")}.",
            retryable: true
        );

    private static RecipeFailedException Ended(int code, IReadOnlyList<string> said)
    {
        var how = code > 128 ? $"by signal {code - 128}" : $"with code {code}";
        return new(
            said.Count == 0
                ? $"The recipe ended {how} and wrote no reason."
                : $"The recipe ended {how}; its last lines: {string.Join(" | ", said.TakeLast(5))}",
            retryable: true
        );
    }

    private static string Text(TimeSpan time) =>
        time.TotalSeconds < 120
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min");

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:n0} MB");
}
