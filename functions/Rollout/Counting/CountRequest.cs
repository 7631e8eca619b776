namespace ServerlessML.Functions.Rollout.Counting;

/// <summary>The traffic to be counted.</summary>
/// <param name="Deployment">Whose.</param>
/// <param name="Revision">Of the plan that it came under.</param>
/// <param name="Since">When that plan was in force.</param>
/// <param name="Versions">Whose arms.</param>
public sealed record CountRequest(string Deployment, int Revision, DateTimeOffset Since, IReadOnlyList<int> Versions);
