namespace ServerlessML.Infra.Settings;

/// <summary>Where Durable Functions keeps its state.</summary>
public enum DurableBackendKind
{
    Scheduler,
    Storage,
}
