using System.Text.Json.Nodes;
using Azure.Core;
using ServerlessML.Functions.Arm;

namespace ServerlessML.Functions.Training.Backends;

/// <summary>An execution of a Container Apps job, started over Azure Resource Manager (Microsoft.App, 2025-01-01).</summary>
public sealed class ContainerAppsBackend(
    ResourceManager azure,
    BackendOptions options,
    QueueBackend queue,
    StartedAttempts attempts,
    TimeProvider time
) : PlatformBackend(queue, attempts, time)
{
    public const string ApiVersion = "2025-01-01";

    /// <summary>The runner writes it into the job's progress, and it is how an attempt's execution is told from the others.</summary>
    public const string RunnerName = "SERVERLESSML_RUNNER_NAME";
    public const string ExitWhenIdle = "SERVERLESSML_RUNNER_EXIT_WHEN_IDLE";

    /// <summary>Which queue's jobs the runner takes: that of the attempt it was started for.</summary>
    public const string Capacity = "SERVERLESSML_RUNNER_CAPACITY";

    // All that an execution may override; the rest of a container stays the job's own.
    private static readonly string[] Overridable = ["image", "name", "command", "args", "env", "resources"];
    private static readonly string[] Resources = ["cpu", "memory"];

    private string Job => azure.Options.PathOf($"Microsoft.App/jobs/{options.Job}");

    protected override async Task<string?> FindAsync(Attempt attempt, CancellationToken cancellation)
    {
        await foreach (var execution in azure.ListAsync($"{Job}/executions", ApiVersion, cancellation))
        {
            var containers = ArmAnswer.At(execution, "properties", "template", "containers") as JsonArray ?? [];
            if (containers.Any(container => IsOf(attempt, container)) && ArmAnswer.At(execution, "name") is { } name)
            {
                return (string?)name;
            }
        }

        return null;
    }

    protected override async Task<string?> BeginAsync(TrainingJob job, Attempt attempt, CancellationToken cancellation)
    {
        var known = await azure.FindAsync(Job, ApiVersion, cancellation) ?? throw Missing();
        if (known.Text("properties", "configuration", "triggerType") is "Event")
        {
            throw new ArmRefusedException(
                $"The Container Apps job '{options.Job}' is started by its queue. Give it the trigger Manual, or set "
                    + $"{Setting.Shown(BackendOptions.BackendSetting)} to {BackendOptions.Queue}."
            );
        }

        // Overriding one thing replaces the whole template, so what the job has is sent along.
        var template = ArmAnswer.At(known.Body, "properties", "template");
        var containers = Copies(template, "containers");
        if (containers.FirstOrDefault() is not JsonObject runner)
        {
            throw new ArmRefusedException($"The Container Apps job '{options.Job}' has no container.");
        }

        Set(runner, RunnerName, attempt.Name);
        Set(runner, ExitWhenIdle, "true");
        Set(runner, Capacity, QueueBackend.CapacityOf(job));
        var body = new JsonObject { ["containers"] = containers };
        if (Copies(template, "initContainers") is { Count: > 0 } before)
        {
            body["initContainers"] = before;
        }

        var begun = await azure.SendAsync(RequestMethod.Post, $"{Job}/start", ApiVersion, body, null, cancellation);
        var started = await azure.FinishAsync(begun, cancellation);
        return (string?)ArmAnswer.At(started, "name") ?? await FindAsync(attempt, cancellation);
    }

    protected override async Task<AttemptEnd?> EndAsync(string name, CancellationToken cancellation)
    {
        var what = $"the execution '{name}' of the Container Apps job '{options.Job}'";
        var known = await azure.FindAsync($"{Job}/executions/{name}", ApiVersion, cancellation);
        return known is null ? new(what, "gone")
            : known.Text("properties", "status") is "Succeeded" or "Failed" or "Stopped" ? new(what, known.Text("properties", "status")!)
            : null;
    }

    protected override async Task EndEarlyAsync(string name, CancellationToken cancellation) =>
        await azure.FinishAsync(
            await azure.SendAsync(RequestMethod.Post, $"{Job}/executions/{name}/stop", ApiVersion, null, null, cancellation),
            cancellation
        );

    private ArmRefusedException Missing() =>
        new(
            $"There is no Container Apps job '{options.Job}' in the resource group '{azure.Options.ResourceGroup}'. Correct the "
                + $"setting {Setting.Shown(BackendOptions.JobSetting)}."
        );

    private static JsonArray Copies(JsonNode? template, string kind) =>
        [.. (ArmAnswer.At(template, kind) as JsonArray ?? []).OfType<JsonObject>().Select(Copy)];

    private static JsonObject Copy(JsonObject container)
    {
        var copy = Only(container, Overridable);
        if (copy["resources"] is JsonObject resources)
        {
            copy["resources"] = Only(resources, Resources);
        }

        return copy;
    }

    private static JsonObject Only(JsonObject from, string[] names) =>
        new(names.Where(name => from[name] is not null).Select(name => KeyValuePair.Create(name, (JsonNode?)from[name]!.DeepClone())));

    private static void Set(JsonObject container, string name, string value) =>
        container["env"] = new JsonArray([
            .. (container["env"] as JsonArray ?? [])
                .OfType<JsonObject>()
                .Where(variable => (string?)variable["name"] != name)
                .Select(variable => variable.DeepClone()),
            new JsonObject { ["name"] = name, ["value"] = value },
        ]);

    private static bool IsOf(Attempt attempt, JsonNode? container) =>
        (ArmAnswer.At(container, "env") as JsonArray ?? []).Any(variable =>
            (string?)ArmAnswer.At(variable, "name") == RunnerName && (string?)ArmAnswer.At(variable, "value") == attempt.Name
        );
}
