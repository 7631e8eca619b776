using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Training;

/// <summary>What a network's last sums mean: what the loss is, and what the model says.</summary>
/// <param name="Task">Log loss of the logit, log loss of the softmax, or squared error.</param>
/// <param name="Outputs">Sums a row.</param>
/// <param name="Mean">Of the training rows' numbers; 0 for classes.</param>
/// <param name="Deviation">Of the same, so that the network learns numbers of its own size; 1 for classes.</param>
internal sealed record Head(TaskKind Task, int Outputs, float Mean, float Deviation)
{
    /// <exception cref="TrainingException">The numbers are all the same.</exception>
    public static Head For(Target target, int[] training)
    {
        if (target.Task != TaskKind.Regression)
        {
            return new(target.Task, target.Outputs, 0, 1);
        }

        double Weight(int row) => target.Weights is { } weights ? weights[row] : 1;
        var whole = training.Sum(Weight);
        var mean = training.Sum(row => Weight(row) * target.Values[row]) / whole;
        var deviation = (float)
            Math.Sqrt(training.Sum(row => Weight(row) * (target.Values[row] - mean) * (target.Values[row] - mean)) / whole);
        return deviation > 0 && float.IsFinite(1 / deviation)
            ? new(target.Task, 1, (float)mean, deviation)
            : throw new TrainingException(
                $"Label '{target.Name}' is {(float)mean} in all {training.Length} training rows: there is nothing to learn."
            );
    }

    /// <summary>Writes a row's target as the loss takes it: one number, or a one at its class.</summary>
    public void Encode(float value, Span<float> target)
    {
        if (Task == TaskKind.MultiClass)
        {
            target.Clear();
            target[(int)value] = 1;
        }
        else
        {
            target[0] = (value - Mean) / Deviation;
        }
    }

    /// <summary>The loss, a mean over the batch, and its derivative by the sums. Of numbers in squared deviations.</summary>
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="sums">[batch, outputs].</param>
    /// <param name="targets">The same shape.</param>
    /// <param name="weights">[batch, 1], each row's; null for one each.</param>
    /// <param name="batch">Rows.</param>
    public (Value Loss, Value Delta) Loss(GraphBuilder graph, Value sums, Value targets, Value? weights, int batch)
    {
        Value each,
            off;
        switch (Task)
        {
            case TaskKind.Binary:
                each = graph.Minus(graph.Softplus(sums), graph.Times(targets, sums));
                off = graph.Minus(graph.Sigmoid(sums), targets);
                break;
            case TaskKind.MultiClass:
                each = graph.Times(graph.Times(targets, graph.LogSoftmax(sums)), graph.Constant(-Outputs));
                off = graph.Minus(graph.Softmax(sums), targets);
                break;
            default:
                off = graph.Minus(sums, targets);
                each = graph.Times(off, off);
                off = graph.Times(off, graph.Constant(2f));
                break;
        }

        if (weights is { } weight)
        {
            (each, off) = (graph.Times(each, weight), graph.Times(off, weight));
        }

        return (graph.Mean(each), graph.Times(off, graph.Constant(1f / batch)));
    }

    /// <summary>What the model says: [rows] a probability or a number, or [rows, classes].</summary>
    public Value Answer(GraphBuilder graph, Value sums) =>
        Task switch
        {
            TaskKind.Binary => graph.Reshape(graph.Sigmoid(sums), -1),
            TaskKind.MultiClass => graph.Softmax(sums),
            _ => graph.Plus(graph.Times(graph.Reshape(sums, -1), graph.Constant(Deviation)), graph.Constant(Mean)),
        };

    /// <summary>The served model's output, and what travels with it.</summary>
    public static void Describe(GraphBuilder graph, Value answer, string recipe, Target target)
    {
        graph.Note("recipe", recipe);
        graph.Note("label", target.Name);
        if (target.Task == TaskKind.MultiClass)
        {
            graph.Note("classes", System.Text.Json.JsonSerializer.Serialize(target.Classes));
            graph.Output(answer, ModelOutput.Probabilities, TensorElementType.Float, "N", target.Classes.Count);
        }
        else
        {
            graph.Output(answer, ModelOutput.NameOf(target.Task), TensorElementType.Float, "N");
        }
    }
}
