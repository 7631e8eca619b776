namespace ServerlessML.Functions.Intake.Events;

/// <summary>An event of Event Grid, in whichever of its two schemas it came.</summary>
public sealed record ReceivedEvent
{
    public required string Id { get; init; }
    public required string Type { get; init; }

    /// <summary>The ARM id of who sent it: Event Grid's topic, CloudEvents' source.</summary>
    public required string Source { get; init; }

    /// <summary>The blob that was created; null for events of other kinds.</summary>
    public Uri? Blob { get; init; }
}
