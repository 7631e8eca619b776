using System.Globalization;
using System.Text.Json;
using ServerlessML.GpuRunner.Jobs;
using ServerlessML.Ml.Training;

namespace ServerlessML.GpuRunner.Recipes;

/// <summary>Writes what a recipe leaves in its <c>out</c> folder.</summary>
internal sealed class RecipeOutput(string folder)
{
    private long _checkpoints;

    public void Say(RecipeLine line) => File.AppendAllText(At(RecipeLine.FileName), JsonSerializer.Serialize(line, Wire.Options) + "\n");

    public void Stand(string state) => Say(new() { State = state });

    public void Report(TrainingStep step) =>
        Say(
            new()
            {
                State = JobProgress.Training,
                Step = step.Step,
                Steps = step.Steps,
                Epoch = step.Epoch,
                Loss = double.IsFinite(step.Loss) ? step.Loss : null,
                ValidationAuc = step.ValidationAuc,
            }
        );

    /// <summary>Appears only whole: the line that names it follows the renaming.</summary>
    public void Checkpoint(ReadOnlySpan<byte> state)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{++_checkpoints:D6}.state");
        Directory.CreateDirectory(At("checkpoints"));
        var path = Path.Combine(At("checkpoints"), name);
        File.WriteAllBytes($"{path}.partial", state);
        File.Move($"{path}.partial", path);
        Say(new() { Checkpoint = name });
    }

    public void Write<T>(string name, T document) => File.WriteAllBytes(At(name), CanonicalJson.Serialize(document));

    public void WriteModel(byte[] onnx) => File.WriteAllBytes(At(JobFolder.ModelName), onnx);

    private string At(string name) => Path.Combine(folder, name);
}
