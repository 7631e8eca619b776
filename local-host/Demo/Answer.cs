namespace ServerlessML.Demo;

/// <summary>Who answered a request, under which plan, and how long it took.</summary>
public sealed record Answer(int Version, int PlanRevision, TimeSpan Took);
