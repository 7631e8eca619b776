using ServerlessML.Functions.Storage;
using ServerlessML.LocalHost.Supervision;

namespace ServerlessML.Tests.Cli;

[Collection(StorageCollection.Name)]
public sealed class SplitCommandTests(AzuriteFixture azurite) : IDisposable
{
    private const string Columns = "data: { columns: { level: { type: number } }, label: { name: late, values: [0, 1] } }";

    private readonly TemporaryFolder _folder = new();
    private readonly string _pipeline = $"p-{Guid.NewGuid():N}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_OverABatch_WritesTheSideAndTheFoldOfEachRow()
    {
        string[] files =
        [
            Written("b.csv", "late,level,who\n0,7,ann\n1,8,bob\n"),
            Written(
                "a.csv",
                $"level,late,who\n{string.Concat(Enumerable.Range(0, 200).Select(row => $"{row % 3},{row % 2},w{row % 20}\n"))}"
            ),
        ];

        var lines = await SaidAsync([Pipeline("evaluation: { split: { key: who } }"), .. files, "--folds", "3"]);

        Assert.Equal((203, "file,row,side,fold", "a.csv,1,"), (lines.Count, lines[0], lines[1][..8]));
        Assert.Equal(["b.csv,1", "b.csv,2"], lines.TakeLast(2).Select(line => line[..7]));
        var rows = lines.Skip(1).Take(200).Select(line => line.Split(',')).ToList();
        Assert.Equal(["holdout", "train"], rows.Select(row => row[2]).Distinct().Order());
        Assert.All(rows, row => Assert.Equal(row[2] == "train", row[3] is "0" or "1" or "2"));
        Assert.All(rows.Chunk(20), chunk =>
            Assert.Equal(rows.Take(20).Select(row => (row[2], row[3])), chunk.Select(row => (row[2], row[3])))
        );
    }

    [Fact]
    public async Task Run_APipelineOfTheRunningSystem_HasItsFrozenSplit()
    {
        var storage = Storage.StorageClients.From(name => name == Storage.StorageClients.Setting ? azurite.ConnectionString : null);
        await storage.CreateLayoutAsync();
        var text = $"name: {_pipeline}\n{Columns}\n";
        var definition = ServerlessML.Functions.Pipelines.PipelineYaml.Parse(text);
        await new PipelineStore(storage).PutAsync(definition, text, null);
        var store = new SplitStore(storage.Documents, storage.Content);
        await store.FreezeAsync(
            _pipeline,
            definition with
            {
                Data = definition.Data with { Columns = [new() { Name = "other", Type = Contracts.Pipelines.ColumnType.Number }] },
            }
        );
        var file = Written("a.csv", $"level,late,other\n{string.Concat(Enumerable.Range(0, 300).Select(row => $"{row},{row % 2},5\n"))}");

        var unfrozen = await SaidAsync([Pipeline(""), file]);
        new SystemFile
        {
            Pid = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            Api = new("http://127.0.0.1:1"),
            Gateway = new("http://127.0.0.1:1"),
            StorageConnection = azurite.ConnectionString,
            Ready = true,
            Parts = new Dictionary<string, RunningPart>(),
        }.Write(_folder.Path);
        var (named, frozen) = (await SaidAsync([_pipeline, file]), await SaidAsync([Pipeline(""), file]));

        Assert.Equal(named, frozen);
        Assert.NotEqual(unfrozen, frozen);
    }

    [Theory]
    [InlineData(2, "Required argument 'file' missing", "p.yaml")]
    [InlineData(1, "There is no file 'gone.csv'.", "p.yaml", "gone.csv")]
    [InlineData(1, "There is no file 'gone.yaml', and no system runs on ", "gone.yaml", "a.csv")]
    [InlineData(1, "'p.yaml' is none of .parquet, .csv, .tsv, .ndjson, .jsonl and .json", "p.yaml", "p.yaml")]
    [InlineData(1, "a.csv is not a valid pipeline", "a.csv", "a.csv")]
    [InlineData(2, "--folds is “1”; it must be a number from 2 to 100.", "p.yaml", "a.csv", "--folds", "1")]
    [InlineData(1, "a.csv: there is no column 'level'", "p.yaml", "a.csv")]
    public async Task Run_WithoutWhatItNeeds_SaysWhat(int code, string message, params string[] words)
    {
        Written("p.yaml", $"name: {_pipeline}\n{Columns}\n");
        Written("a.csv", "a,b\n1,2\n");
        var paths = words.Select(word => File.Exists(Path.Combine(_folder.Path, word)) ? Path.Combine(_folder.Path, word) : word);
        var said = await Said.OfAsync(["split", .. paths, "--data", _folder.Path]);
        Assert.Contains(message, said.Error.Replace($"{_folder.Path}/", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal((code, ""), (said.Code, said.Out));
    }

    private string Pipeline(string evaluation) => Written("pipeline.yaml", $"name: {_pipeline}\n{Columns}\n{evaluation}\n");

    private string Written(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<IReadOnlyList<string>> SaidAsync(string[] words)
    {
        var said = await Said.OfAsync(["split", .. words, "--data", _folder.Path]);
        Assert.Equal((0, ""), (said.Code, said.Error));
        return said.Out.TrimEnd('\n').Split('\n');
    }
}
