namespace ServerlessML.Demo.Rollouts;

/// <summary>What clients saw of one version.</summary>
/// <param name="Answers">Requests that it answered.</param>
/// <param name="MedianMs">Null without any.</param>
public sealed record ArmFigure(int Answers, double? MedianMs)
{
    public static ArmFigure None { get; } = new(0, null);

    public static ArmFigure Of(IEnumerable<Answer> answers)
    {
        double[] took = [.. answers.Select(answer => answer.Took.TotalMilliseconds).Order()];
        return took.Length == 0 ? None : new(took.Length, took[took.Length / 2]);
    }
}
