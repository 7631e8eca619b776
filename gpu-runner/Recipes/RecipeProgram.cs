using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.GpuRunner.Recipes;

/// <summary>The verb <c>recipe</c>: a built-in recipe, which sees nothing but its job's folder.</summary>
internal static class RecipeProgram
{
    /// <returns>A <see cref="RecipeExit"/>.</returns>
    public static int Run()
    {
        try
        {
            var @in = Folder(JobFolder.InVariable);
            var output = new RecipeOutput(Folder(JobFolder.OutVariable));
            using var stop = new StopRequest();
            return new BuiltInRecipe(@in, output, stop).Run();
        }
        catch (OperationCanceledException)
        {
            return RecipeExit.Stopped;
        }
        catch (Exception e) when (e is TrainingException or ColumnException or UnreadableFileException or JsonException)
        {
            Console.Error.WriteLine(OneLine(e.Message));
            return RecipeExit.CannotTrain;
        }
        catch (Exception e) when (e is IOException or OnnxRuntimeException)
        {
            Console.Error.WriteLine($"{e.GetType().Name}: {OneLine(e.Message)}");
            return 1;
        }
    }

    private static string Folder(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } folder
            ? folder
            : throw new TrainingException($"The variable {variable} is empty. Set it to the job's folder.");

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
