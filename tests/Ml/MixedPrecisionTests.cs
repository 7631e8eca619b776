using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Ml.Training.Checkpoints;
using ServerlessML.Models.Format;

namespace ServerlessML.Tests.Ml;

/// <summary>
/// The graph of mixed precision and its loss scale, on the CPU. ONNX Runtime takes the casts to float16 out again there, having no products
/// of it: what float16's own rounding and range do to a training is seen on a card alone.
/// </summary>
public sealed class MixedPrecisionTests
{
    private const string Parameters = "epochs=6 batch-size=64 hidden=16,8 precision=mixed dropout=0.1 weight-decay=0.01";
    private static readonly PlantedTable Planted = PlantedTable.Of(1500);

    [Theory]
    [InlineData("linear", TaskKind.Binary, "")]
    [InlineData("mlp", TaskKind.Binary, "dropout=0.4 class-weights=1,3")]
    [InlineData("mlp", TaskKind.MultiClass, "weight-decay=0.5")]
    [InlineData("mlp", TaskKind.Regression, "")]
    public void Step_Mixed_IsNearTheStepOfFloat32(string recipe, TaskKind task, string parameters)
    {
        using var plain = new OneStep(recipe, task, parameters);
        using var mixed = new OneStep(recipe, task, parameters + " precision=mixed");
        var start = plain.Start();

        var (expected, found) = (plain.Take(start), mixed.Take(start));

        Assert.Equal(expected.Loss, found.Loss, 0.01);
        var largest = expected.Memory.Momentum.Max(Math.Abs);
        Assert.All(expected.Memory.Momentum.Zip(found.Memory.Momentum), pair => Assert.Equal(pair.First, pair.Second, 0.01 * largest));
        Assert.Equal(LossScale.Start with { Good = 1 }, found.Memory.Scale);
    }

    [Theory]
    [InlineData("linear", "", 2, 0)]
    [InlineData("linear", "precision=mixed", 0, 2)]
    [InlineData("mlp", "precision=mixed", 0, 8)]
    public void Graph_Mixed_MultipliesInFloat16AndNothingElse(string recipe, string parameters, int single, int half)
    {
        var graph = ModelProto.Parser.ParseFrom(OneStep.GraphOf(recipe, parameters)).Graph;
        var toHalf = graph
            .Node.Where(node => node.OpType == "Cast" && node.Attribute[0].I == (long)TensorElementType.Float16)
            .Select(node => node.Output[0])
            .ToHashSet();
        var products = graph.Node.Where(node => node.OpType == "Gemm").ToLookup(node => node.Input.All(toHalf.Contains));

        Assert.Equal((single, half), (products[false].Count(), products[true].Count()));
        // Each is made float32 again at once.
        Assert.All(products[true], product =>
            Assert.All(graph.Node.Where(node => node.Input.Contains(product.Output[0])), node =>
                Assert.Equal(("Cast", (long)TensorElementType.Float), (node.OpType, node.Attribute[0].I))
            )
        );
        Assert.All(graph.Output, output => Assert.Equal((int)TensorElementType.Float, output.Type.TensorType.ElemType));
    }

    [Fact]
    public void Step_GradientsThatOverflow_ChangeNothingAndHalveTheScale()
    {
        using var mixed = new OneStep("mlp", TaskKind.Binary, "weight-decay=0.5 precision=mixed");
        var start = OptimiserMemory.From(mixed.Start(), Precision.Mixed) with { Scale = new(float.PositiveInfinity, 7, 3) };

        var after = mixed.Take(start).Memory;

        Assert.Equal(start.Parameters, after.Parameters);
        Assert.All(after.Momentum.Concat(after.Variance), moment => Assert.Equal(0, moment));
        Assert.Equal((0, new LossScale(float.PositiveInfinity, 0, 4)), (after.Steps, after.Scale));
    }

    [Fact]
    public void Scale_OfGoodSteps_IsDoubled_AndOfNone_HasAnEnd()
    {
        var scale = LossScale.Start;
        for (var step = 0; step < LossScale.Patience; step++)
        {
            scale = scale.After(finite: true);
        }

        Assert.Equal(new LossScale(2 * LossScale.Start.Value, 0, 0), scale);
        for (var halvings = 0; halvings < 31; halvings++)
        {
            scale = scale.After(finite: false);
        }

        var end = Assert.Throws<TrainingException>(() =>
        {
            _ = scale.After(finite: false);
        });
        Assert.StartsWith("Training diverged: the gradients are not finite at any loss scale.", end.Message, StringComparison.Ordinal);
        Assert.Equal(31, scale.Skipped);
    }

    [Fact]
    public void Train_Mixed_IsAsGoodAsFloat32_AndSaysWhatItSkipped()
    {
        var (plain, mixed) = (Train(Parameters.Replace("mixed", "float32", StringComparison.Ordinal), null), Train(Parameters, null));

        Assert.InRange(mixed.Metrics.ValidationAuc!.Value, plain.Metrics.ValidationAuc!.Value - 0.01, 1);
        Assert.Null(plain.Metrics.SkippedSteps);
        Assert.InRange(mixed.Metrics.SkippedSteps!.Value, 0, 20);
        Assert.Equal(Digest.Of(mixed.Onnx), Digest.Of(Train(Parameters, null).Onnx));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(57)]
    public void Train_MixedKilledAndResumed_SameBytesAsUninterrupted(int death)
    {
        var whole = Train(Parameters, null);
        byte[]? last = null;
        Assert.Throws<IOException>(() =>
            Train(
                Parameters,
                Kept(
                    (state, step) =>
                    {
                        last = state;
                        if (step.Step >= death)
                        {
                            throw new IOException("the disk is full");
                        }
                    }
                )
            )
        );

        var resumed = Train(Parameters, Kept((_, _) => { }) with { Resume = last });
        Assert.Equal(
            (Digest.Of(whole.Onnx), CanonicalJson.DigestOf(whole.Metrics)),
            (Digest.Of(resumed.Onnx), CanonicalJson.DigestOf(resumed.Metrics))
        );

        var other = Assert.Throws<CheckpointException>(() =>
            Train(Parameters.Replace("mixed", "float32", StringComparison.Ordinal), Kept((_, _) => { }) with { Resume = last })
        );
        Assert.Contains("precision", other.Message, StringComparison.Ordinal);
    }

    private static Checkpointing Kept(Action<byte[], TrainingStep> write) => new() { Every = TimeSpan.Zero, Write = write };

    private static TrainedModel Train(string parameters, Checkpointing? checkpointing) =>
        Trainer.Train(
            Planted.Table,
            PlantedTable.Features,
            Planted.Labels,
            "late",
            Recipe.Read("mlp", parameters.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]), 1, 1),
            null,
            checkpointing
        );
}
