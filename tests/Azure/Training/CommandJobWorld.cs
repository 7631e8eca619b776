using System.Text.Json.Nodes;

namespace ServerlessML.Tests.Azure.Training;

/// <summary>The jobs of an Azure ML workspace.</summary>
internal sealed class CommandJobWorld
{
    public const string Workspace = "ml";

    public Dictionary<string, JsonObject> Jobs { get; } = [];

    public ArmReply? Answer(ArmRequest request) =>
        request.Operation switch
        {
            "Jobs_Get" => Jobs.TryGetValue(request.Name, out var job) ? new(200, job.DeepClone()) : null,
            "Jobs_CreateOrUpdate" => Put(request),
            "Jobs_Cancel" => Cancel(request.Path.Split('/')[^2]),
            _ => null,
        };

    public void Set(string job, string status) => Jobs[job]["properties"]!["status"] = status;

    private ArmReply Put(ArmRequest request)
    {
        var known = Jobs.ContainsKey(request.Name);
        if (!known)
        {
            var job = request.Body!.DeepClone().AsObject();
            job["name"] = request.Name;
            job["type"] = "Microsoft.MachineLearningServices/workspaces/jobs";
            job["properties"]!["status"] = "Queued";
            Jobs[request.Name] = job;
        }

        return new(known ? 200 : 201, Jobs[request.Name].DeepClone());
    }

    private ArmReply? Cancel(string job)
    {
        if (!Jobs.ContainsKey(job))
        {
            return null;
        }

        Set(job, "CancelRequested");
        return new ArmReply(202).With("Location", "/subscriptions/x/operations/cancel").With("Retry-After", "30");
    }
}
