namespace ServerlessML.Workflows.Training.Search;

/// <summary>What a free place is given to.</summary>
/// <param name="Number">The trial.</param>
/// <param name="Rung">How far it is to be trained; counts from 0.</param>
public sealed record TrialStep(int Number, int Rung);
