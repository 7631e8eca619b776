namespace ServerlessML.GpuRunner.Contract;

/// <param name="Share">Of the rows.</param>
/// <param name="Salt">Picks them, by a hash of each row.</param>
public sealed record RecipeHoldout(double Share, string Salt);
