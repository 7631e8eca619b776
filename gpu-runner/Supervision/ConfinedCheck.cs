using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Models.Confinement;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>
/// Checks the model of somebody's own recipe in a process of its own, confined as the recipe was: whatever loading or running it does, the
/// runner lives, and keeps its secrets.
/// </summary>
internal sealed class ConfinedCheck(RecipeCommands commands, JobFolder folder)
{
    /// <summary>A check takes less than two seconds of a model that takes less than a second to load.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Bytes beyond a few copies of the model.</summary>
    private const long Memory = 2_000_000_000;

    /// <exception cref="RecipeFailedException">The model is refused.</exception>
    public async Task HoldAsync(byte[] model, DataContract data, RecipeSample? sample, CancellationToken cancellation)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder.Path, "check")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(place, JobFolder.ModelName), model, cancellation);
        await File.WriteAllBytesAsync(
            Path.Combine(place, ModelCheckProgram.FileName),
            JsonSerializer.SerializeToUtf8Bytes(new ModelCheckProgram.Asked(data, sample), Wire.Options),
            cancellation
        );
        using var process = RecipeProcess.Start(commands.Check(place, folder.Temporary));
        var ended = process.WaitAsync(CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var most = Memory + 6 * model.LongLength;
        string? broken = null;
        while (await Task.WhenAny(ended, Task.Delay(Look, CancellationToken.None)) != ended)
        {
            broken ??=
                clock.Elapsed > Limit ? $"its check took more than {Limit.TotalMinutes:0} minutes"
                : ProcessTree.ResidentBytes(process.Id) > most
                    ? string.Create(CultureInfo.InvariantCulture, $"its check took more than {most / 1e6:n0} MB of memory")
                : null;
            if (broken is not null || cancellation.IsCancellationRequested)
            {
                await process.KillAsync();
            }
        }

        var code = await ended;
        cancellation.ThrowIfCancellationRequested();
        if (code == RecipeExit.Done && broken is null)
        {
            return;
        }

        var said = process.Said.All;
        throw new RecipeFailedException(
            broken is null && code == RecipeExit.CannotTrain && said.Count > 0
                ? said[^1]
                : $"The recipe's model is refused: {broken ?? $"its check ended with code {code}{Last(said)}"}.",
            retryable: false
        );
    }

    private static string Last(IReadOnlyList<string> said) => said.Count > 0 ? $": {said[^1]}" : "";
}
