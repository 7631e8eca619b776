using ServerlessML.Contracts.Validation;
using ServerlessML.Functions.Intake;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Validation;
using ServerlessML.Workflows;
using ServerlessML.Workflows.Validation;

namespace ServerlessML.Tests.Functions.Validation;

/// <summary>A pipeline of one number and a label, whose batches are validated and nothing else.</summary>
internal sealed class JudgedPipeline(Workbench bench, string? name = null)
{
    public string Name { get; } = name ?? bench.NewName();

    public string RunOf(string batch) => $"{Name}-{batch}";

    public Task<ValidationReport> JudgeAsync(string batch, string csv, string more = "") => JudgeAsync(batch, [csv], more);

    public async Task<ValidationReport> JudgeAsync(string batch, string[] files, string more = "")
    {
        var content = bench.Storage.Content;
        var definition = PipelineYaml.Parse(
            $$"""
            name: {{Name}}
            data: { columns: { x: { type: number } }, label: { name: y, values: [0, 1] } }
            validation: { min-rows: 1{{(more.Length == 0 ? "" : $", {more}")}} }
            """
        );
        List<DataFile> landed = [];
        foreach (var (place, csv) in files.Index())
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(csv);
            landed.Add(
                new()
                {
                    Name = $"{place}.csv",
                    Digest = await content.PutAsync(bytes),
                    Bytes = bytes.Length,
                    Format = DataFormat.Csv,
                }
            );
        }

        var request = new LifecycleRequest
        {
            RunId = RunOf(batch),
            Pipeline = Name,
            Batch = batch,
            Definition = await content.PutJsonAsync(definition),
            Dataset = await content.PutJsonAsync(new DatasetManifest { Pipeline = Name, Files = landed }),
            StartedBy = "eve",
        };
        await new OpenRun(content, bench.Manifests, bench.Windows, bench.Time).RunAsync(request, default);
        List<Digest> shards = [];
        foreach (var file in landed)
        {
            var shard = await new ValidateShard(content, TimeProvider.System).RunAsync(
                new ShardRequest
                {
                    RunId = request.RunId,
                    Definition = request.Definition,
                    File = file,
                },
                default
            );
            shards.Add(shard.Report);
        }

        var outcome = await bench.Join.RunAsync(
            new()
            {
                RunId = request.RunId,
                Pipeline = request.Pipeline,
                Batch = batch,
                Definition = request.Definition,
                Dataset = request.Dataset,
                Shards = shards,
            },
            default
        );
        return await content.GetJsonAsync<ValidationReport>(outcome.Report);
    }
}
