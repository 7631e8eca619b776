using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Contracts;
using ServerlessML.Ml.Onnx;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class DynamicBatcherTests
{
    [Fact]
    public async Task ScoreAsync_FromManyThreads_GivesEachRequestItsOwnRowsAnswers()
    {
        var model = Load(TestModels.Flights(0));
        await Parallel.ForAsync(0, 4_000, async (i, _) =>
        {
            var batch = model.RentBatch();
            var rows = 1 + (i % 20);
            Assert.Null(
                RowReader.Read(
                    Bodies.Of([.. Enumerable.Range(i, rows)], [.. Enumerable.Repeat(i % 2 == 0 ? "ORD" : "none", rows)]),
                    batch,
                    rows
                )
            );
            await model.ScoreAsync(batch);
            for (var row = 0; row < rows; row++)
            {
                Assert.Equal(1 / (1 + Math.Exp(-((i + row) / 1000.0) - (i % 2 == 0 ? 1 : 0))), batch.Answers[row], 1e-5);
            }

            model.Return(batch);
        });
        Assert.InRange(model.Runs!.Value, 1, 4_000);
        model.LetGo();
    }

    [Fact]
    public async Task ScoreAsync_WhileThePlaceIsTaken_SharesTheNextRun()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var model = Load(TestModels.Flights(0));
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(TestModels.Flights(0));
        using var held = new HeldTensors(model.Plan, session, entered, go);
        var batcher = new DynamicBatcher(held.Rent, _ => { }, places: 1, isCrowded: () => false);
        RowBatch[] batches = [.. Enumerable.Range(0, 9).Select(i => Batch(model, i))];

        var first = Task.Run(async () => await batcher.ScoreAsync(batches[0]));
        entered.Wait();
        ValueTask[] others = [.. batches[1..].Select(batch => batcher.ScoreAsync(batch))];
        Assert.All(others, other => Assert.False(other.IsCompleted));
        go.Set();
        await first;
        foreach (var other in others)
        {
            await other;
        }

        Assert.Equal(2, batcher.Runs);
        Assert.All(batches.Index(), one => Assert.Equal(1 / (1 + Math.Exp(-one.Index / 1000.0)), one.Item.Answers[0], 1e-6));
        model.LetGo();
    }

    [Fact]
    public async Task ScoreAsync_WhileOtherWorkWaitsForAThread_ScoresWithWhatComesWithIt()
    {
        var model = Load(TestModels.Flights(0));
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(TestModels.Flights(0));
        using var tensors = new Tensors(model.Plan, session, Tensors.Usual);
        using var go = new ManualResetEventSlim();
        var batcher = new DynamicBatcher(
            () =>
            {
                go.Wait();
                return tensors;
            },
            one => one.Clear(),
            places: 1,
            isCrowded: () => true
        );
        RowBatch[] batches = [.. Enumerable.Range(0, 5).Select(i => Batch(model, i))];
        ValueTask[] scored = [.. batches.Select(batch => batcher.ScoreAsync(batch))];
        Assert.All(scored, one => Assert.False(one.IsCompleted));
        go.Set();
        foreach (var one in scored)
        {
            await one;
        }

        Assert.Equal(1, batcher.Runs);
        Assert.All(batches.Index(), one => Assert.Equal(1 / (1 + Math.Exp(-one.Index / 1000.0)), one.Item.Answers[0], 1e-6));
        model.LetGo();
    }

    [Fact]
    public async Task ScoreAsync_WhileNothingElseWaits_ScoresAtOnce()
    {
        var model = Load(TestModels.Flights(0));
        var batcher = new DynamicBatcher(() => throw new InvalidOperationException("rented"), _ => { }, places: 1, isCrowded: () => false);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await batcher.ScoreAsync(Batch(model, 1)));
        model.LetGo();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_AGraphWhoseRowsLookAtEachOther_IsNeverJoined(bool imputes)
    {
        var graph = new GraphBuilder("mixing");
        Axis[] column = ["N", 1];
        var distance = graph.Input("distance", TensorElementType.Float, column);
        var known = imputes ? graph.Where(graph.Node("IsNaN", [distance]), graph.Constant(0f), distance) : distance;
        graph.Output(graph.Reshape(graph.Sigmoid(graph.Minus(known, graph.Mean(known))), -1), "probability", TensorElementType.Float, "N");
        var model = Load(graph.Build());
        Assert.Null(model.Runs);
        model.LetGo();

        var plain = Load(TestModels.Flights(0));
        Assert.NotNull(plain.Runs);
        plain.LetGo();
    }

    private static RowBatch Batch(ScoringModel model, float distance)
    {
        var batch = model.RentBatch();
        Assert.Null(RowReader.Read(Bodies.Of([distance], ["none"]), batch, 1));
        return batch;
    }

    private static ScoringModel Load(byte[] onnx) => ScoringModel.Load(Digest.Of(onnx), onnx, _ => { });

    /// <summary>The first to rent is held up until it is told to go.</summary>
    private sealed class HeldTensors(
        ScoringPlan plan,
        Microsoft.ML.OnnxRuntime.InferenceSession session,
        ManualResetEventSlim entered,
        ManualResetEventSlim go
    ) : IDisposable
    {
        private readonly List<Tensors> _made = [];
        private int _rented;

        public Tensors Rent()
        {
            var tensors = new Tensors(plan, session, Tensors.Usual);
            _made.Add(tensors);
            if (Interlocked.Increment(ref _rented) == 1)
            {
                entered.Set();
                go.Wait();
            }

            return tensors;
        }

        public void Dispose() => _made.ForEach(tensors => tensors.Dispose());
    }
}
