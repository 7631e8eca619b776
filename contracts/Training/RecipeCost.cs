namespace ServerlessML.Contracts;

/// <summary>One recipe's part of what a search took.</summary>
/// <param name="Recipe">Its name.</param>
/// <param name="Trials">That were begun.</param>
/// <param name="Trainings">All their rungs and folds.</param>
/// <param name="Seconds">Of them, lost attempts included.</param>
public sealed record RecipeCost(string Recipe, int Trials, int Trainings, double Seconds);
