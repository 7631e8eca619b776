using System.Text;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class ScoringModelTests
{
    private static readonly string?[] Origins = ["ORD", "LAX", "", "nowhere", "Zürich ✈", "7"];

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(777)]
    public void Score_RowsInEveryForm_AgreesWithTheRuntimeCalledDirectly(int rows)
    {
        var random = new Random(3);
        var distances = Enumerable.Range(0, rows).Select(_ => random.Next(5) == 0 ? float.NaN : random.NextSingle() * 3000).ToArray();
        var origins = Enumerable.Range(0, rows).Select(_ => Origins[random.Next(Origins.Length)]!).ToArray();
        var expected = Direct(distances, origins);

        var model = Load(TestModels.Flights(-1));
        var arrays = JsonSerializer.SerializeToUtf8Bytes(
            new { rows = distances.Zip(origins, (distance, origin) => (object?[])[float.IsNaN(distance) ? null : distance, origin]) }
        );
        var (binary, length) = Infer.Binary(
            "\"id\": \"x\"",
            ("origin", [rows], "BYTES", Infer.Texts(origins)),
            ("distance", [rows, 1], "FP32", Infer.Floats(distances))
        );
        var (doubles, doublesLength) = Infer.Binary(
            "\"id\": \"x\"",
            ("distance", [rows], "FP64", [.. distances.SelectMany(one => BitConverter.GetBytes((double)one))]),
            ("origin", [rows, 1], "BYTES", Infer.Texts(origins))
        );
        (string Form, Func<RowBatch, Fault?> Read)[] forms =
        [
            ("objects", batch => RowReader.Read(Bodies.Of(distances, origins), batch, rows)),
            ("arrays", batch => RowReader.Read(arrays, batch, rows)),
            ("tensors as JSON", batch =>
                InferReader.Read(Encoding.UTF8.GetBytes(Infer.Json(distances, origins)), new InferRequest(), batch, rows)
            ),
            ("tensors as bytes", batch => InferReader.Read(binary, new InferRequest { JsonLength = length }, batch, rows)),
            ("doubles as bytes", batch => InferReader.Read(doubles, new InferRequest { JsonLength = doublesLength }, batch, rows)),
        ];
        Assert.All(forms, form =>
        {
            var batch = model.RentBatch();
            Assert.Null(form.Read(batch));
            model.Score(batch);
            Assert.Equal(expected, batch.Answers[..rows]);
            model.Return(batch);
        });
        model.LetGo();
    }

    private static float[] Direct(float[] distances, string[] origins)
    {
        using var session = new InferenceSession(TestModels.Flights(-1));
        using var distance = OrtValue.CreateTensorValueFromMemory(distances, [distances.Length, 1]);
        using var origin = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [distances.Length, 1]);
        for (var i = 0; i < origins.Length; i++)
        {
            origin.StringTensorSetElementAt(origins[i].AsSpan(), i);
        }

        using var run = new RunOptions();
        using var direct = session.Run(run, ["distance", "origin"], [distance, origin], ["probability"]);
        return direct[0].GetTensorDataAsSpan<float>().ToArray();
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
            Assert.Equal(1 / (1 + Math.Exp(-i / 1000.0)), batch.Answers[0], 1e-5);
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
        Assert.All(cases, one =>
            Assert.Contains(one.Named, Assert.Throws<ModelRejectedException>(() => Load(one.Onnx)).Message, StringComparison.Ordinal)
        );
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
