namespace ServerlessML.Workflows.Intake;

/// <summary>The file is in the store, or why it is not.</summary>
public sealed record TakenIn
{
    /// <summary>Null when the file was taken in.</summary>
    public string? Problem { get; init; }
}
