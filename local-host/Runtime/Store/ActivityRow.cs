namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>A call of an activity whose end is not recorded yet.</summary>
internal sealed record ActivityRow(long Row, string InstanceId, long Execution, int TaskId, string Name, string? Input);
