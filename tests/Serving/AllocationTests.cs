using System.Buffers;
using System.Text;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

[Collection(GatewayCollection.Name)]
public sealed class AllocationTests(StorageFixture azurite)
{
    private const int Requests = 2_000;

    [Fact]
    public async Task Predict_OneRowInSteadyState_AllocatesLittleMoreThanItsId()
    {
        await using var gateway = await RunningGateway.StartAsync(azurite);
        await gateway.ServeAsync(1, (1, TestModels.Flights(0), 10_000));
        var deployment = gateway.Part<DeploymentTable>().All.Single(one => one.Name == gateway.Deployment);
        var (json, length) = Infer.Binary(
            "\"outputs\": [{\"name\": \"probability\", \"parameters\": {\"binary_data\": true}}]",
            ("distance", [1, 1], "FP32", Infer.Floats(250)),
            ("origin", [1, 1], "BYTES", Infer.Texts("LAX"))
        );
        using var rows = new RowsExchange();
        using var tensors = new InferExchange();
        var headers = new Microsoft.AspNetCore.Http.HeaderDictionary { ["Inference-Header-Content-Length"] = $"{length}" };
        Assert.InRange(Measure(gateway.Part<Predictor>(), rows, deployment, Encoding.UTF8.GetBytes(Bodies.One), []), 0, 100);
        Assert.InRange(Measure(gateway.Part<Predictor>(), tensors, deployment, json, headers), 0, 100);
    }

    private static double Measure(
        Predictor predictor,
        Exchange exchange,
        Deployment deployment,
        byte[] body,
        Microsoft.AspNetCore.Http.HeaderDictionary headers
    )
    {
        var sequence = new ReadOnlySequence<byte>(body);
        long before = 0;
        for (var i = 0; i < 2 * Requests; i++)
        {
            if (i == Requests)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            exchange.Open(deployment, "", null);
            Assert.Null(exchange.ReadHeaders(headers));
            Assert.Null(predictor.Begin(exchange, sequence));
            exchange.Arm.Model.Score(exchange.Batch);
            Assert.Null(predictor.Complete(exchange));
            Assert.True(exchange.RequestId.Length > 0);
            exchange.Close();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Requests;
    }
}
