using System.Text.Json;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.GpuRunner.Supervision;

/// <summary>The verb <c>check</c>: <see cref="ModelCheck"/> on a folder's model, in a process that has nothing else.</summary>
internal static class ModelCheckProgram
{
    public const string FileName = "check.json";

    /// <returns>A <see cref="RecipeExit"/>; a refusal's reason is the last line of stderr.</returns>
    public static int Run()
    {
        var folder = Environment.GetEnvironmentVariable(JobFolder.InVariable) ?? "";
        try
        {
            var asked = JsonSerializer.Deserialize<Asked>(File.ReadAllBytes(Path.Combine(folder, FileName)), Wire.Options)!;
            ModelCheck.Hold(File.ReadAllBytes(Path.Combine(folder, JobFolder.ModelName)), asked.Data, asked.Sample);
            return RecipeExit.Done;
        }
        catch (RecipeFailedException refused)
        {
            Console.Error.WriteLine(refused.Message.ReplaceLineEndings(" "));
            return RecipeExit.CannotTrain;
        }
    }

    /// <param name="Data">What the model must take.</param>
    /// <param name="Sample">The recipe's own predictions; null where it left none.</param>
    internal sealed record Asked(DataContract Data, RecipeSample? Sample);
}
