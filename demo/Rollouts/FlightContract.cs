using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Demo.Rollouts;

/// <summary>The part of <c>flight-rollouts.yaml</c> that says which rows are held out.</summary>
public static class FlightContract
{
    public static DataContract Data { get; } =
        new()
        {
            Columns =
            [
                new() { Name = "minute_of_day", Type = ColumnType.Integer },
                new() { Name = "weekday", Type = ColumnType.Category },
                new() { Name = "distance", Type = ColumnType.Number },
                new() { Name = "origin", Type = ColumnType.Category },
                new() { Name = "destination", Type = ColumnType.Category },
            ],
            Label = new() { Name = "late", Values = ["0", "1"] },
        };

    public static EvaluationSettings Holdout { get; } = new() { Holdout = 0.2 };
}
