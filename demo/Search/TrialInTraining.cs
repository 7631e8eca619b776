namespace ServerlessML.Demo.Search;

/// <summary>A trial whose training is under way.</summary>
public sealed record TrialInTraining(int Trial, string JobId, string? Runner, long Step, long Steps);
