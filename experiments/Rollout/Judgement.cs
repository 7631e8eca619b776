namespace ServerlessML.Experiments.Rollout;

/// <summary>A look's outcome, with the reason.</summary>
public sealed record Judgement(LookOutcome Outcome, string Message);
