namespace ServerlessML.LocalHost.Runtime;

/// <summary>One call of an activity, as its orchestration asked for it.</summary>
public sealed record ActivityCall
{
    public required string Name { get; init; }

    /// <summary>The orchestration instance that asked.</summary>
    public required string InstanceId { get; init; }

    public string? SerializedInput { get; init; }

    /// <summary>The call's number within the orchestration's execution.</summary>
    public required int TaskId { get; init; }
}
