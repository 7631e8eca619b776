namespace ServerlessML.GpuRunner.Contract;

/// <summary>A job's folder: <c>in/</c>, read-only to the recipe, and <c>out/</c>.</summary>
public sealed class JobFolder(string path)
{
    /// <summary>Names a recipe's <see cref="In"/>: <c>/job/in</c> in a container.</summary>
    public const string InVariable = "JOB_IN";

    /// <summary>Names a recipe's <see cref="Out"/>: <c>/job/out</c> in a container.</summary>
    public const string OutVariable = "JOB_OUT";

    public const string ModelName = "model.onnx";
    public const string MetricsName = "metrics.json";
    public const string ValidationName = "validation.json";

    public string Path { get; } = path;

    public string In { get; } = System.IO.Path.Combine(path, "in");

    public string Out { get; } = System.IO.Path.Combine(path, "out");

    public string Temporary { get; } = System.IO.Path.Combine(path, "tmp");

    /// <summary>Rows that the recipe is not shown, to measure its model by; outside of what it sees.</summary>
    public string Kept => System.IO.Path.Combine(Path, "kept.csv");

    public string Job => System.IO.Path.Combine(In, RecipeJob.FileName);

    public string Checkpoints => System.IO.Path.Combine(Out, "checkpoints");

    public string InPath(string relative) => System.IO.Path.Combine(In, relative);

    public string OutPath(string relative) => System.IO.Path.Combine(Out, relative);

    /// <summary>
    /// Deletes the folder as far as the runner's user may; files that belong to a container's user stay for whoever started the engine.
    /// </summary>
    public void Delete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // The job has ended, and its end counts more.
        }
    }
}
