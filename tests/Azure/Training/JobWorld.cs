using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Azure.Training;

/// <summary>A Container Apps job with its executions, listed two a page.</summary>
internal sealed class JobWorld
{
    public const string Name = "training";

    private const int Page = 2;

    private readonly List<JsonObject> _executions = [];

    public string Trigger { get; set; } = "Manual";

    /// <summary>A start answers 202 with a Location, and is done at the second look there.</summary>
    public bool StartsSlowly { get; set; }

    public ArmServer Server { get; set; } = null!;

    public IReadOnlyList<JsonObject> Executions => _executions;

    private int Looks { get; set; }

    public void AddForeign(int count)
    {
        for (var index = 0; index < count; index++)
        {
            Add(
                new JsonObject
                {
                    ["containers"] = new JsonArray(new JsonObject { ["name"] = "runner", ["image"] = "ml.azurecr.io/runner@sha256:1" }),
                }
            );
        }
    }

    public void Set(string execution, string status) => Find(execution)!["properties"]!["status"] = status;

    public void Forget(string execution) => _executions.Remove(Find(execution)!);

    public ArmReply? Answer(ArmRequest request) =>
        request.Operation switch
        {
            "Jobs_Get" => request.Name == Name ? new(200, Job()) : null,
            "Jobs_Start" => Start(request.Body!),
            "JobsExecutions_List" => List(request),
            "JobExecution" => Find(request.Name) is { } found ? new(200, found.DeepClone()) : null,
            "Jobs_StopExecution" => Stop(request.Path.Split('/')[^2]),
            null => Operation(),
            _ => null,
        };

    private JsonObject Job() =>
        new()
        {
            ["id"] = "/subscriptions/x",
            ["name"] = Name,
            ["type"] = "Microsoft.App/jobs",
            ["location"] = "westeurope",
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = "Succeeded",
                ["configuration"] = new JsonObject
                {
                    ["triggerType"] = Trigger,
                    ["replicaTimeout"] = 7200,
                    ["replicaRetryLimit"] = 0,
                },
                ["template"] = new JsonObject
                {
                    ["containers"] = new JsonArray(
                        new JsonObject
                        {
                            ["name"] = "runner",
                            ["image"] = "ml.azurecr.io/runner@sha256:1",
                            ["args"] = new JsonArray("--quiet"),
                            ["env"] = new JsonArray(
                                new JsonObject { ["name"] = "AzureWebJobsStorage__accountName", ["value"] = "mlstore" },
                                new JsonObject { ["name"] = "SERVERLESSML_RUNNER_NAME", ["value"] = "the-jobs-own" },
                                new JsonObject { ["name"] = "LICENSE", ["secretRef"] = "license" }
                            ),
                            ["resources"] = new JsonObject
                            {
                                ["cpu"] = 4,
                                ["memory"] = "8Gi",
                                ["ephemeralStorage"] = "8Gi",
                            },
                            ["probes"] = new JsonArray(),
                            ["volumeMounts"] = new JsonArray(),
                        }
                    ),
                },
            },
        };

    private ArmReply Start(JsonNode template)
    {
        var execution = Add(template.DeepClone());
        var begun = new JsonObject { ["name"] = (string)execution["name"]!, ["id"] = (string)execution["id"]! };
        return StartsSlowly
            ? new ArmReply(202).With("Location", $"{Server.Address}/subscriptions/x/operations/start").With("Retry-After", "3")
            : new(200, begun);
    }

    private ArmReply Operation()
    {
        Looks++;
        return Looks < 2
            ? new ArmReply(202).With("Location", $"{Server.Address}/subscriptions/x/operations/start").With("Retry-After", "4")
            : new(200, new JsonObject { ["name"] = (string)_executions[^1]["name"]!, ["id"] = "x" });
    }

    private ArmReply List(ArmRequest request)
    {
        var skip = int.Parse(
            System.Web.HttpUtility.ParseQueryString(request.Query)["skip"] ?? "0",
            System.Globalization.CultureInfo.InvariantCulture
        );
        var answer = new JsonObject
        {
            ["value"] = new JsonArray([.. _executions.Skip(skip).Take(Page).Select(execution => execution.DeepClone())]),
        };
        if (skip + Page < _executions.Count)
        {
            answer["nextLink"] = $"{Server.Address}{request.Path}?api-version=2025-01-01&skip={skip + Page}";
        }

        return new(200, answer);
    }

    private ArmReply? Stop(string execution)
    {
        if (Find(execution) is null)
        {
            return null;
        }

        Set(execution, "Stopped");
        return new(200);
    }

    private JsonObject Add(JsonNode template)
    {
        var name = $"{Name}-{_executions.Count + 1:D4}";
        var execution = new JsonObject
        {
            ["name"] = name,
            ["id"] = $"/subscriptions/x/executions/{name}",
            ["type"] = "Microsoft.App/jobs/executions",
            ["properties"] = new JsonObject
            {
                ["status"] = "Running",
                ["startTime"] = "2026-01-01T00:00:00Z",
                ["template"] = template,
            },
        };
        _executions.Add(execution);
        return execution;
    }

    private JsonObject? Find(string name) => _executions.FirstOrDefault(execution => (string)execution["name"]! == name);
}
