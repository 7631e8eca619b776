using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>
/// Takes what a recipe wrote, as a copy that the recipe cannot reach. A link is refused: it would be followed as the runner,
/// which may read what the recipe may not.
/// </summary>
internal sealed class RecipeFiles(JobFolder folder)
{
    private readonly string _taken = Path.Combine(folder.Path, "taken");

    /// <returns>The copy; null where there is no such file, or an empty one.</returns>
    /// <exception cref="RecipeFailedException">It is not a file in the recipe's folder.</exception>
    public string? Take(string relative)
    {
        var path = folder.OutPath(relative);
        // The length first: opening a pipe would wait for who writes to it.
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return null;
        }

        using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (!Lies(source.SafeFileHandle, relative))
        {
            throw new RecipeFailedException(
                $"The recipe's '{relative}' is a link or lies elsewhere. Write a plain file into the job's folder.",
                retryable: false
            );
        }

        Directory.CreateDirectory(_taken);
        var copy = Path.Combine(_taken, Path.GetFileName(relative));
        using var target = new FileStream(copy, FileMode.Create, FileAccess.Write);
        source.CopyTo(target);
        return copy;
    }

    /// <exception cref="RecipeFailedException">There is none.</exception>
    public string Need(string relative) =>
        Take(relative)
        ?? throw new RecipeFailedException(
            $"The recipe ended with code 0, but left no '{relative}'. Write the file before the program ends.",
            retryable: false
        );

    /// <returns>The document; null where there is no such file.</returns>
    /// <exception cref="RecipeFailedException">It is not what the contract says.</exception>
    public T? Read<T>(string relative)
        where T : class
    {
        try
        {
            return Take(relative) is { } path ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Wire.Options) : null;
        }
        catch (JsonException wrong)
        {
            throw new RecipeFailedException(
                $"The recipe's '{relative}' does not follow the runner contract: {wrong.Message}",
                retryable: false
            );
        }
    }

    /// <summary>Takes the recipe's own copy away; where that is not allowed it stays until the job ends.</summary>
    public void Drop(string relative)
    {
        try
        {
            File.Delete(folder.OutPath(relative));
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's, in a container; it counts against the recipe's share of the disk.
        }
    }

    private bool Lies(SafeFileHandle opened, string relative)
    {
        var real = new FileInfo($"/proc/self/fd/{opened.DangerousGetHandle()}").LinkTarget;
        var here = new DirectoryInfo(folder.Out).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder.Out);
        return real is null || Path.GetFullPath(Path.Combine(here, relative)) == real;
    }
}
