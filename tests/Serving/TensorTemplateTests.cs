using System.Globalization;
using System.Text;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class TensorTemplateTests : IDisposable
{
    private const string Outputs = "\"outputs\": [{\"name\": \"probability\", \"parameters\": {\"binary_data\": true}}]";

    private readonly ScoringModel _model = ScoringModel.Load(default, TestModels.Flights(0), _ => { });

    public void Dispose() => _model.LetGo();

    [Fact]
    public void TryRead_TheSameJsonWithOtherNumbers_GivesTheNewRows()
    {
        var batch = new RowBatch(_model.Plan);
        Assert.Equal("1 of 250, LAX; binary", Read(batch, Request([250], ["LAX"])));
        var (body, length) = Request([1, 2, 3], ["ORD", "", "Zürich"]);
        batch.Clear();
        var request = new InferRequest { JsonLength = length };
        Assert.True(batch.Template.TryRead(body, length, request, batch, 100, out var fault));
        Assert.Null(fault);
        Assert.Equal("3 of 1, ORD, 2, , 3, Zürich; binary", Said(batch, request));
    }

    // Whatever comes after a good request is read as if nothing had been before it: the same rows, or the same fault.
    [Fact]
    public void Read_AfterAGoodRequest_IsWhatItIsWithoutOne()
    {
        var random = new Random(11);
        var (good, goodLength) = Request([250], ["LAX"]);
        for (var round = 0; round < 20_000; round++)
        {
            var (body, length) = random.Next(3) == 0 ? Request([1, 2], ["ORD", "a"]) : (good.ToArray(), goodLength);
            for (var change = random.Next(4); change > 0; change--)
            {
                var at = random.Next(body.Length);
                switch (random.Next(4))
                {
                    case 0:
                        body[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        body[at] = (byte)"0123456789[]{},.e-"[random.Next(18)];
                        break;
                    case 2:
                        body = [.. body[..at], .. body[(at + 1)..]];
                        length -= at < length ? 1 : 0;
                        break;
                    default:
                        body = [.. body[..at], (byte)"0123456789"[random.Next(10)], .. body[at..]];
                        length += at < length ? 1 : 0;
                        break;
                }
            }

            var primed = new RowBatch(_model.Plan);
            Assert.Equal("1 of 250, LAX; binary", Read(primed, (good, goodLength)));
            Assert.Equal(Read(new RowBatch(_model.Plan), (body, length)), Read(primed, (body, length)));
        }
    }

    [Fact]
    public void Keep_ARequestWithAnIdOrWithALongJson_LeavesNoTemplate()
    {
        (byte[] Body, int Length)[] others =
        [
            Infer.Binary("\"id\": \"7\"", ("distance", [1], "FP32", Infer.Floats(1))),
            Infer.Binary($"\"more\": \"{new string('x', 20_000)}\"", ("distance", [1], "FP32", Infer.Floats(1))),
        ];
        foreach (var other in others)
        {
            var batch = new RowBatch(_model.Plan);
            Assert.Equal("1 of 1, ; json", Read(batch, other));
            batch.Clear();
            Assert.False(batch.Template.TryRead(other.Body, other.Length, new() { JsonLength = other.Length }, batch, 100, out _));
            Assert.Equal(0, batch.Count);
        }
    }

    private static (byte[] Body, int Length) Request(float[] distances, string[] origins) =>
        Infer.Binary(
            Outputs,
            ("distance", [distances.Length, 1], "FP32", Infer.Floats(distances)),
            ("origin", [origins.Length, 1], "BYTES", Infer.Texts(origins))
        );

    private static string Read(RowBatch batch, (byte[] Body, int Length) from)
    {
        batch.Clear();
        var request = new InferRequest { JsonLength = from.Length };
        var fault = InferReader.Read(from.Body, request, batch, 100);
        return fault is null ? Said(batch, request) : $"{fault.Code} at {fault.Path}: {fault.Detail}";
    }

    private static string Said(RowBatch batch, InferRequest request)
    {
        var plan = batch.Plan;
        var rows = Enumerable
            .Range(0, batch.Count)
            .SelectMany(row =>
                plan.Columns.Select(column =>
                    column.IsText
                        ? Encoding.UTF8.GetString(batch.TextOf(column, row))
                        : string.Create(CultureInfo.InvariantCulture, $"{batch.NumbersOf(column)[row]}")
                )
            );
        return $"{batch.Count} of {string.Join(", ", rows)}; {(request.IsBinary ? "binary" : "json")}";
    }
}
