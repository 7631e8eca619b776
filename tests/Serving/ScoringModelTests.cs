using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class ScoringModelTests
{
    private static readonly string?[] Origins = ["ORD", "LAX", "", "nowhere", "Zürich ✈", "7"];

    [Fact]
    public void Score_ManyRows_AgreesWithTheRuntimeCalledDirectly()
    {
        const int rows = 777;
        var random = new Random(3);
        var distances = Enumerable.Range(0, rows).Select(_ => random.Next(5) == 0 ? float.NaN : random.NextSingle() * 3000).ToArray();
        var origins = Enumerable.Range(0, rows).Select(_ => Origins[random.Next(Origins.Length)]!).ToArray();

        using var session = new InferenceSession(TestModels.Flights(-1));
        using var distance = OrtValue.CreateTensorValueFromMemory(distances, [rows, 1]);
        using var origin = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [rows, 1]);
        for (var i = 0; i < rows; i++)
        {
            origin.StringTensorSetElementAt(origins[i].AsSpan(), i);
        }

        using var run = new RunOptions();
        using var direct = session.Run(run, ["distance", "origin"], [distance, origin], ["probability"]);

        var model = Load(TestModels.Flights(-1));
        var batch = model.RentBatch();
        Assert.Null(RowReader.Read(Bodies.Of(distances, origins), batch, rows));
        model.Score(batch);
        Assert.Equal(direct[0].GetTensorDataAsSpan<float>().ToArray(), batch.Probabilities[..rows]);
        model.LetGo();
    }

    [Fact]
    public void Score_FromManyThreads_GivesEachItsOwnAnswer()
    {
        var model = Load(TestModels.Flights(0));
        Parallel.For(0, 2_000, i =>
        {
            var batch = model.RentBatch();
            Assert.Null(RowReader.Read(Bodies.Of([i], ["none"]), batch, 1));
            model.Score(batch);
            Assert.Equal(1 / (1 + Math.Exp(-i / 1000.0)), batch.Probabilities[0], 1e-5);
            model.Return(batch);
        });
        model.LetGo();
    }

    [Fact]
    public void Load_GraphsThatCannotBeServed_AreRejectedWithTheReason()
    {
        var good = TestModels.Flights(0);
        (byte[] Onnx, string Named)[] cases =
        [
            ("not a model"u8.ToArray(), "cannot be served"),
            ([], "cannot be served"),
            (good[..(good.Length / 2)], "cannot be served"),
            (TestModels.WithoutProbability(), "'probability'"),
            (TestModels.WithIntegerInput(), "'distance' is Int64"),
            (TestModels.OfOneRow(), "1 probabilities for 2 rows"),
        ];
        Assert.All(cases, one => Assert.Contains(one.Named, Assert.Throws<ModelRejectedException>(() => Load(one.Onnx)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void LetGo_ByTheLastHolder_FreesOnce()
    {
        var freed = 0;
        var model = ScoringModel.Load(default, TestModels.Flights(0), _ => freed++);
        Assert.True(model.TryHold());
        model.LetGo();
        Assert.Equal(0, freed);
        model.LetGo();
        Assert.Equal(1, freed);
        Assert.False(model.TryHold());
    }

    private static ScoringModel Load(byte[] onnx) => ScoringModel.Load(Digest.Of(onnx), onnx, _ => { });
}
