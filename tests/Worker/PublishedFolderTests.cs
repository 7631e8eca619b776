using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using ServerlessML.Functions;
using ServerlessML.LocalHost.Hosting.Invocation;

namespace ServerlessML.Tests.Worker;

/// <summary>
/// What <c>dotnet publish functions</c> leaves is what a function app takes, and has the functions that the local host runs.
/// </summary>
[Collection(WorkerCollection.Name)]
public sealed class PublishedFolderTests(FunctionsWorker worker)
{
    private static IReadOnlyList<FunctionDescriptor> Local { get; } =
        FunctionIndex.Of(typeof(Composition).Assembly.GetTypes(), new ConfigurationBuilder().Build()).Functions;

    [Theory]
    [InlineData("host.json")]
    [InlineData("functions.metadata")]
    [InlineData("worker.config.json")]
    [InlineData("extensions.json")]
    [InlineData("ServerlessML.Functions.dll")]
    [InlineData("ServerlessML.Functions.runtimeconfig.json")]
    [InlineData(".azurefunctions/Microsoft.Azure.WebJobs.Extensions.DurableTask.dll")]
    [InlineData(".azurefunctions/Microsoft.Azure.WebJobs.Extensions.Storage.Queues.dll")]
    public void Folder_HasWhatTheHostReads(string file) => Assert.True(File.Exists(worker.App[file]), file);

    [Fact]
    public void Config_StartsTheApp() =>
        Assert.Equal("ServerlessML.Functions.dll", (string?)Read("worker.config.json")["description"]!["defaultWorkerPath"]);

    [Fact]
    public void Metadata_IsOfTheFunctionsThatTheLocalHostRuns()
    {
        var published = Read("functions.metadata")
            .AsArray()
            .ToDictionary(function => (string)function!["name"]!, function => (string?)function!["entryPoint"]);

        Assert.Equal(
            Local.Select(function => (function.Name, (string?)function.EntryPoint)),
            published.OrderBy(function => function.Key, StringComparer.Ordinal).Select(function => (function.Key, function.Value))
        );
        Assert.Equal(Local.Count, worker.Functions.Count);
        Assert.Equal(Local.Select(function => function.Name), worker.Functions.Keys.Order(StringComparer.Ordinal));
        // A function that goes, or comes, is meant to.
        Assert.Equal(86, Local.Count);
    }

    [Fact]
    public void Host_TakesUpWorkAgainWithinAMinute()
    {
        var storage = Read("host.json")["extensions"]!["durableTask"]!["storageProvider"]!;
        Assert.Equal(
            ("00:01:00", "00:01:00"),
            ((string?)storage["controlQueueVisibilityTimeout"], (string?)storage["workItemQueueVisibilityTimeout"])
        );
    }

    private JsonNode Read(string file) =>
        JsonNode.Parse(
            File.ReadAllText(worker.App[file]),
            documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip }
        )!;
}
