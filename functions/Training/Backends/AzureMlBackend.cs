using System.Text.Json.Nodes;
using System.Xml;
using Azure.Core;
using ServerlessML.Functions.Arm;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>A command job of an Azure ML workspace (Microsoft.MachineLearningServices, 2024-10-01), whose name is the attempt's.</summary>
public sealed class AzureMlBackend(
    ResourceManager azure,
    BackendOptions options,
    StorageClients storage,
    QueueBackend queue,
    StartedAttempts attempts,
    TimeProvider time
) : PlatformBackend(queue, attempts, time)
{
    public const string ApiVersion = "2024-10-01";
    public const string Experiment = "serverlessml";

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time;

    protected override async Task<string?> FindAsync(Attempt attempt, CancellationToken cancellation) =>
        await azure.FindAsync(PathOf(attempt.Name), ApiVersion, cancellation) is null ? null : attempt.Name;

    protected override async Task<string?> BeginAsync(TrainingJob job, Attempt attempt, CancellationToken cancellation)
    {
        try
        {
            await azure.SendAsync(RequestMethod.Put, PathOf(attempt.Name), ApiVersion, Body(job, attempt), null, cancellation);
        }
        catch (ArmConflictException) when (!cancellation.IsCancellationRequested)
        {
            // Begun by another start of the same attempt, or else it is not there.
            return await FindAsync(attempt, cancellation)
                ?? throw new ArmUnavailableException($"Azure ML neither took the job '{attempt.Name}' nor has it.");
        }

        return attempt.Name;
    }

    protected override async Task<AttemptEnd?> EndAsync(string name, CancellationToken cancellation)
    {
        var what = $"the job '{name}' of the Azure ML workspace '{options.Workspace}'";
        var known = await azure.FindAsync(PathOf(name), ApiVersion, cancellation);
        return known is null ? new(what, "gone")
            : known.Text("properties", "status") is "Completed" or "Failed" or "Canceled" ? new(what, known.Text("properties", "status")!)
            : null;
    }

    // Asked for, not waited for: a cluster takes its time, and nobody waits for this attempt.
    protected override Task EndEarlyAsync(string name, CancellationToken cancellation) =>
        azure.SendAsync(RequestMethod.Post, $"{PathOf(name)}/cancel", ApiVersion, null, null, cancellation);

    private string PathOf(string name) =>
        azure.Options.PathOf($"Microsoft.MachineLearningServices/workspaces/{options.Workspace}/jobs/{name}");

    private JsonObject Body(TrainingJob job, Attempt attempt)
    {
        var left = job.Deadline - _time.GetUtcNow();
        var resources = new JsonObject { ["instanceCount"] = 1 };
        var properties = new JsonObject
        {
            ["jobType"] = "Command",
            ["displayName"] = $"{job.JobId}, attempt {job.Attempt}",
            ["experimentName"] = Experiment,
            ["command"] = options.Command,
            ["environmentId"] = options.Environment,
            // Names of places, never keys: the runner reaches storage as an identity.
            ["environmentVariables"] = new JsonObject
            {
                [$"{StorageClients.Setting}__accountName"] = storage.Blobs.AccountName,
                [ContainerAppsBackend.RunnerName] = attempt.Name,
                [ContainerAppsBackend.ExitWhenIdle] = "true",
                [ContainerAppsBackend.Capacity] = QueueBackend.CapacityOf(job),
                ["SERVERLESSML_RUNNER_DEVICE"] = options.Device,
            },
            ["limits"] = new JsonObject
            {
                ["jobLimitsType"] = "Command",
                ["timeout"] = XmlConvert.ToString(
                    TimeSpan.FromSeconds(Math.Ceiling((left > ShortestTimeout ? left : ShortestTimeout).TotalSeconds))
                ),
            },
            ["resources"] = resources,
            ["tags"] = new JsonObject
            {
                ["run"] = job.RunId,
                ["job"] = job.JobId,
                ["attempt"] = $"{job.Attempt}",
            },
        };
        if (options.Compute is { } compute)
        {
            properties["computeId"] = compute;
        }

        if (options.InstanceType is { } instance)
        {
            resources["instanceType"] = instance;
        }

        if (options.ClientId is { } client)
        {
            properties["identity"] = new JsonObject { ["identityType"] = "Managed", ["clientId"] = client };
            // By it the credential chain of the runner picks the same identity.
            properties["environmentVariables"]!["AZURE_CLIENT_ID"] = client;
        }

        return new() { ["properties"] = properties };
    }
}
