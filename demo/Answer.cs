namespace ServerlessML.Demo;

/// <summary>Who answered a request, under which plan, when (since the traffic began), and how long it took.</summary>
public sealed record Answer(int Version, int PlanRevision, TimeSpan At, TimeSpan Took);
