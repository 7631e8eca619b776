using System.Text;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Runs;
using ServerlessML.Contracts.Serving;
using ServerlessML.Functions;
using ServerlessML.Functions.Pipelines;
using ServerlessML.LocalHost.Hosting;
using ServerlessML.LocalHost.Hosting.Http;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>The functions host in this process over an Azurite of its own, with a pipeline that has a run, versions and traffic.</summary>
internal sealed class FuzzedSystem : IAsyncDisposable
{
    public const string Pipeline = "flight-delays";
    public const string Run = "flight-delays-0123456789abcdef";

    private readonly TemporaryFolder _folder = new();
    private readonly AzuriteFixture _azurite = new();
    private readonly WebApplication _app;

    private FuzzedSystem(AzuriteFixture azurite)
    {
        _azurite = azurite;
        var hostJson = _folder["host.json"];
        File.WriteAllText(hostJson, """{"extensions":{"http":{"routePrefix":"api"}}}""");
        var options = new LocalHostOptions
        {
            DataDirectory = _folder["data"],
            StorageConnection = azurite.ConnectionString,
            ApiPort = 0,
        };
        _app = FunctionsHost.Build(
            options,
            typeof(Composition).Assembly,
            builder =>
            {
                builder.Services.AddServerlessMl(builder.Configuration);
                builder.Logging.ClearProviders();
            },
            hostJson
        );
        Tokens = RoleTokens.LoadOrCreate(options.DataDirectory);
    }

    public RoleTokens Tokens { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<FuzzedSystem> StartAsync()
    {
        var azurite = new AzuriteFixture();
        await azurite.InitializeAsync();
        var system = new FuzzedSystem(azurite);
        var storage = system.Services.GetRequiredService<StorageClients>();
        await storage.CreateLayoutAsync();
        await FillAsync(storage);
        await system._app.StartAsync();
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _azurite.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task FillAsync(StorageClients storage)
    {
        var text = Encoding.UTF8.GetString(DefinitionDoor.Good[0]);
        await storage
            .Blobs.GetBlobContainerClient(StorageLayout.Pipelines)
            .GetBlobClient(StorageLayout.Pipeline(Pipeline))
            .UploadAsync(BinaryData.FromString(text), new BlobUploadOptions());
        var definition = await storage.Content.PutJsonAsync(PipelineYaml.Parse(text));
        var model = await storage.Content.PutAsync(FuzzedModels.Binary);
        foreach (var version in (int[])[1, 2])
        {
            await storage.Documents.CreateAsync(
                StorageLayout.Models,
                StorageLayout.ModelVersion(Pipeline, version),
                new ModelVersion
                {
                    Pipeline = Pipeline,
                    Version = version,
                    Model = model,
                    RunId = Run,
                    Evidence = model,
                    Dataset = model,
                    Profile = model,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                }
            );
        }

        await storage.Documents.CreateAsync(
            StorageLayout.Models,
            StorageLayout.Aliases(Pipeline),
            new ModelAliases
            {
                Pipeline = Pipeline,
                Champion = 2,
                Previous = 1,
                Promoted = [1, 2],
                Line = [1, 2],
                Revision = 2,
                UpdatedAt = DateTimeOffset.UnixEpoch,
            }
        );
        await storage.Documents.CreateAsync(
            StorageLayout.Deployments,
            StorageLayout.Plan(Pipeline),
            new TrafficPlan
            {
                Deployment = Pipeline,
                Revision = 2,
                Salt = "salt",
                Arms =
                [
                    new()
                    {
                        Version = 2,
                        Model = model,
                        Weight = TrafficPlan.WholeWeight,
                    },
                ],
                By = "a test",
                Reason = "because",
                ChangeId = "change-2",
                UpdatedAt = DateTimeOffset.UnixEpoch,
            }
        );
        await storage.Documents.CreateAsync(
            StorageLayout.Runs,
            StorageLayout.Manifest(Run),
            new RunManifest
            {
                RunId = Run,
                Pipeline = Pipeline,
                Batch = "january",
                State = RunState.Completed,
                StartedBy = "engineer@local",
                StartedAt = DateTimeOffset.UnixEpoch,
                EndedAt = DateTimeOffset.UnixEpoch,
                CodeVersion = "1",
                Definition = definition,
                Dataset = model,
                Model = model,
            }
        );
    }
}
