namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>Which call, in which execution of which instance, started a sub-orchestration.</summary>
internal sealed record ParentLink(string InstanceId, string Name, long Execution, int TaskId);
