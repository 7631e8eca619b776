using System.Text.Json;
using ServerlessML.Contracts.Training;
using ServerlessML.Ml.Training.Checkpoints;

namespace ServerlessML.Ml.Training;

/// <summary>How far recipe <c>auto</c> is: what it has tried, the best model of that, and the state of the training that goes on.</summary>
internal sealed class AutoState
{
    public List<TriedRecipe> Tried { get; } = [];

    /// <summary>Null before there is one, and where the winner is still to be trained on all rows.</summary>
    public TrainedModel? Best { get; set; }

    /// <summary>The state of the training under way; empty for none.</summary>
    public byte[] Inner { get; set; } = [];

    public void Write(BinaryWriter writer)
    {
        writer.Write(JsonSerializer.Serialize(Tried));
        writer.Write(JsonSerializer.Serialize(Best));
        writer.WriteAll<byte>(Inner);
    }

    public static AutoState Read(BinaryReader reader)
    {
        var state = new AutoState();
        state.Tried.AddRange(JsonSerializer.Deserialize<List<TriedRecipe>>(reader.ReadString())!);
        state.Best = JsonSerializer.Deserialize<TrainedModel?>(reader.ReadString());
        state.Inner = reader.ReadAll<byte>();
        return state;
    }
}
