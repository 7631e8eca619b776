using System.Net;
using Azure.Storage.Blobs.Models;

namespace ServerlessML.Tests.Lifecycle.Vocabulary;

/// <summary>What a data engineer does with one pipeline, and what can be seen of it.</summary>
public sealed class PipelineStory(World world, string name)
{
    public World World => world;

    public string Name => name;

    public PipelineText Text => new() { Name = name };

    public async Task GivenDefinitionAsync(PipelineText? text = null) =>
        (await world.PutAsync($"pipelines/{name}", (text ?? Text).ToString(), "operator")).Is(HttpStatusCode.OK);

    /// <summary>The pipeline has a version 1, which the gateway serves.</summary>
    public async Task GivenChampionAsync(PipelineText? text = null, int seed = 99)
    {
        await GivenDefinitionAsync(text);
        var run = await WhenBatchLandsAsync("founding", LandedFile.Good(seed: seed));
        await run.WhenApprovedAsync();
        await run.ThenEndsAsync(RunState.Completed);
        await ThenServesAsync(1);
    }

    /// <summary>Files, then the marker.</summary>
    public async Task<RunStory> WhenBatchLandsAsync(string batch, params LandedFile[] files)
    {
        await WhenFilesLandAsync(batch, files);
        await WhenMarkedCompleteAsync(batch);
        return await ThenRunOfAsync(batch);
    }

    public async Task WhenFilesLandAsync(string batch, params LandedFile[] files)
    {
        foreach (var file in files)
        {
            await LandAsync($"{batch}/{file.Name}", file.Content);
        }
    }

    public Task WhenMarkedCompleteAsync(string batch) => LandAsync($"{batch}/_SUCCESS", []);

    public Task WhenFileIsDeletedAsync(string batch, string file) => Landing.DeleteBlobAsync($"{name}/{batch}/{file}");

    public Task<Answer> WhenStartedByHandAsync(string batch, string? key = null) =>
        world.PostAsync("runs", "engineer", $$"""{"pipeline":"{{name}}","batch":"{{batch}}"}""", key);

    public Task<Answer> WhenRolledBackAsync(string role = "operator") =>
        world.PostAsync($"deployments/{name}/rollback", role, """{"reason":"a story"}""");

    /// <summary>A command with a body of its own, and the caller's key.</summary>
    public Task<Answer> WhenOrderedAsync(string command, string json, string? key = null, string role = "operator") =>
        world.PostAsync($"deployments/{name}/{command}", role, json, key);

    /// <summary>Clients ask while the run goes on.</summary>
    public async Task WhenTrafficFlowsUntilEndOfAsync(RunStory run)
    {
        var key = 0;
        await WaitFor.TrueAsync(
            $"the end of {run.Id} under traffic",
            async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync($"key-{Interlocked.Increment(ref key)}")));
                return await run.StateAsync() != RunState.Running;
            },
            TimeSpan.FromSeconds(90)
        );
    }

    /// <summary>Clients ask while the run goes on, and say some time later what became of each answer.</summary>
    /// <param name="run">Whose end is waited for.</param>
    /// <param name="came">Whether it happened, by the version that answered and the number of the request.</param>
    public Task WhenTrafficWithOutcomesFlowsUntilEndOfAsync(RunStory run, Func<int, int, bool> came) =>
        WhenTrafficWithLabelsFlowsUntilEndOfAsync(run, (version, number) => came(version, number) ? "1" : "0");

    /// <summary>The same with any label, as JSON.</summary>
    public async Task WhenTrafficWithLabelsFlowsUntilEndOfAsync(RunStory run, Func<int, int, string> came)
    {
        var key = 0;
        List<string> late = [];
        await WaitFor.TrueAsync(
            $"the end of {run.Id} under traffic",
            async () =>
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => AskAsync($"key-{Interlocked.Increment(ref key)}")));
                var outcomes = answers
                    .Where(answer => answer.Status == HttpStatusCode.OK)
                    .Select(
                        (answer, number) =>
                            $$"""{"requestId":"{{answer.Headers["X-Request-Id"]}}","label":{{came(int.Parse(answer.Headers["X-Model-Version"], null), key + number)}}}"""
                    )
                    .ToList();
                // Those of the round before: outcomes are never there at once.
                if (late.Count > 0)
                {
                    (await world.FeedBackAsync(name, $"[{string.Join(',', late)}]")).Is(HttpStatusCode.Accepted);
                }

                late = outcomes;
                return await run.StateAsync() != RunState.Running;
            },
            TimeSpan.FromSeconds(90)
        );
    }

    /// <summary>The run that the landing zone started for a batch.</summary>
    public async Task<RunStory> ThenRunOfAsync(string batch)
    {
        var id = await WaitFor.ValueAsync(
            $"a run of {name}/{batch}",
            async () => await RunsOfAsync(batch) is [var first, ..] ? first : null,
            TimeSpan.FromSeconds(60)
        );
        return new(this, id);
    }

    public async Task<IReadOnlyList<string>> RunsOfAsync(string? batch = null)
    {
        var runs = (await world.GetAsync($"runs?pipeline={name}")).Is(HttpStatusCode.OK).Json["runs"]!.AsArray();
        return [.. runs.Where(run => batch is null || (string?)run!["batch"] == batch).Select(run => (string)run!["runId"]!)];
    }

    public Task ThenServesAsync(int version) =>
        WaitFor.TrueAsync(
            $"{name} serves version {version} only",
            async () => (await VersionsAsync(10)) is [var only] && only == version,
            TimeSpan.FromSeconds(60)
        );

    /// <summary>The versions that answer different clients now.</summary>
    public async Task<IReadOnlyList<int>> VersionsAsync(int clients)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, clients).Select(i => AskAsync($"client-{i}")));
        return
        [
            .. answers
                .Where(answer => answer.Status == HttpStatusCode.OK)
                .Select(answer => int.Parse(answer.Headers["X-Model-Version"], null))
                .Distinct()
                .Order(),
        ];
    }

    /// <summary>Nothing that went wrong has touched the champion.</summary>
    public async Task ThenChampionStillServesAsync(int version = 1)
    {
        Assert.Equal([version], await VersionsAsync(5));
        Assert.Equal(version, (await AliasesAsync()).Champion);
    }

    public async Task<(int? Champion, int? Previous, int? Challenger)> AliasesAsync()
    {
        var aliases = (await world.GetAsync($"pipelines/{name}/models")).Is(HttpStatusCode.OK).Json["aliases"]!;
        return ((int?)aliases["champion"], (int?)aliases["previous"], (int?)aliases["challenger"]);
    }

    /// <summary>What lies beside a batch that could not be started, or was rejected.</summary>
    public Task<string> ThenProblemNoteAsync(string batch) => ThenNoteAsync(batch, "_PROBLEM.txt");

    public Task<string> ThenNoteAsync(string batch, string file) => WaitFor.ValueAsync($"a note beside {name}/{batch}", async () =>
        {
            var note = Landing.GetBlobClient($"{name}/{batch}/{file}");
            return await note.ExistsAsync() ? (await note.DownloadContentAsync()).Value.Content.ToString() : null;
        });

    public Task<Answer> AskAsync(string key) => world.PredictAsync(name, """{"rows":[{"level":0.9,"noise":0.1,"city":"Bern"}]}""", key);

    private Azure.Storage.Blobs.BlobContainerClient Landing => world.Container(StorageLayout.Landing);

    private Task LandAsync(string path, byte[] content) =>
        Landing.GetBlobClient($"{name}/{path}").UploadAsync(BinaryData.FromBytes(content), new BlobUploadOptions());
}
