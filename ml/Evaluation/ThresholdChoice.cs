using ServerlessML.Contracts.Evaluation;

namespace ServerlessML.Ml.Evaluation;

/// <summary>
/// Finds the threshold that meets a goal on rows whose label is known. Those must not be the rows that the model is judged by: it would
/// look better than it is.
/// </summary>
public static class ThresholdChoice
{
    /// <returns>Null where no threshold meets the goal.</returns>
    public static double? Of(LabelledAnswers answers, ThresholdSettings goal)
    {
        var (said, came) = answers.Claims();
        int[] order = [.. Enumerable.Range(0, answers.Rows).OrderByDescending(row => said[row])];
        double positives = came.Count(one => one),
            negatives = answers.Rows - positives,
            hits = 0,
            alarms = 0;
        var (best, worth) = (default(double?), double.NegativeInfinity);
        for (var place = 0; place < order.Length; place++)
        {
            (hits, alarms) = came[order[place]] ? (hits + 1, alarms) : (hits, alarms + 1);
            // Rows of one probability are called alike.
            if (place + 1 < order.Length && said[order[place + 1]] == said[order[place]])
            {
                continue;
            }

            var here = goal.Goal switch
            {
                ThresholdGoal.Accuracy => hits + negatives - alarms,
                ThresholdGoal.Cost => -(alarms * answers.Costs.FalsePositive) - ((positives - hits) * answers.Costs.FalseNegative),
                ThresholdGoal.Recall => hits / positives >= goal.AtLeast ? -place : double.NegativeInfinity,
                ThresholdGoal.Precision => hits / (hits + alarms) >= goal.AtLeast ? place : double.NegativeInfinity,
                _ => 2 * hits / (positives + hits + alarms),
            };
            if (here > worth)
            {
                // Half-way to the next row: what is learnt here holds for probabilities between.
                (best, worth) = (
                    place + 1 < order.Length ? ((double)said[order[place]] + said[order[place + 1]]) / 2 : said[order[place]],
                    here
                );
            }
        }

        return best;
    }
}
