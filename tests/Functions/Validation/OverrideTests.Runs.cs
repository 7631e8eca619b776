using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Validation;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Tests.Functions.Validation;

public sealed partial class OverrideTests
{
    private async Task<Rejected> RejectedAsync(string csv)
    {
        var pipeline = bench.NewName();
        var definition = await PutAsync(pipeline, "validation: { override: { wait: 3d } }");
        var request = new LifecycleRequest
        {
            RunId = $"{pipeline}-run",
            Pipeline = pipeline,
            Batch = "b1",
            Definition = await bench.Storage.Content.PutJsonAsync(definition),
            Dataset = await DatasetAsync(pipeline, csv),
            StartedBy = "eve",
        };
        await new OpenRun(bench.Storage.Content, bench.Manifests, bench.Windows, bench.Time).RunAsync(request, default);
        var outcome = await JoinAsync(request, csv);
        Assert.False(outcome.Accepted);
        return new(request, outcome);
    }

    private async Task<PipelineDefinition> PutAsync(string pipeline, string more)
    {
        var yaml = $$"""
            name: {{pipeline}}
            data: { columns: { x: { type: number, max: 100 } }, label: { name: y, values: [0, 1] } }
            {{(more.Length == 0 ? "" : more.Replace("validation: {", "validation: { min-rows: 1,", StringComparison.Ordinal))}}
            """;
        var definition = PipelineYaml.Parse(yaml);
        Assert.NotNull(await bench.Pipelines.PutAsync(definition, yaml, null));
        return definition;
    }

    private async Task<Digest> DatasetAsync(string pipeline, string csv) =>
        await bench.Storage.Content.PutJsonAsync(
            new DatasetManifest
            {
                Pipeline = pipeline,
                Files =
                [
                    new()
                    {
                        Name = "a.csv",
                        Digest = await bench.Storage.Content.PutAsync(System.Text.Encoding.UTF8.GetBytes(csv)),
                        Bytes = csv.Length,
                        Format = DataFormat.Csv,
                    },
                ],
            }
        );

    private async Task<ValidationOutcome> JoinAsync(LifecycleRequest request, string csv)
    {
        var dataset = await bench.Storage.Content.GetJsonAsync<DatasetManifest>(await DatasetAsync(request.Pipeline, csv));
        var shard = await new ValidateShard(bench.Storage.Content, TimeProvider.System).RunAsync(
            new()
            {
                RunId = request.RunId,
                Definition = request.Definition,
                File = dataset.Files[0],
            },
            default
        );
        return await bench.Join.RunAsync(
            new()
            {
                RunId = request.RunId,
                Pipeline = request.Pipeline,
                Batch = request.Batch,
                Definition = request.Definition,
                Dataset = request.Dataset,
                Shards = [shard.Report],
            },
            default
        );
    }
}
