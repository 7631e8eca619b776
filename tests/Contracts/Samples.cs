using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.Contracts;

internal static class Samples
{
    public static PipelineDefinition Definition { get; } =
        new()
        {
            Name = "flights",
            Data = new()
            {
                Columns =
                [
                    new()
                    {
                        Name = "distance",
                        Type = ColumnType.Number,
                        Min = 0,
                    },
                    new()
                    {
                        Name = "origin",
                        Type = ColumnType.Category,
                        Values = ["SEA", "JFK"],
                    },
                ],
                Label = new() { Name = "late", Values = ["0", "1"] },
            },
            Training = new() { Parameters = new SortedDictionary<string, string> { ["epochs"] = "2" } },
        };

    public static TrafficPlan Plan(int[] versions, int[] weights) =>
        new()
        {
            Deployment = "flights",
            Revision = 1,
            Salt = "flights",
            Arms = [.. versions.Zip(weights, (version, weight) => new TrafficArm
                    {
                        Version = version,
                        Model = Digest.Of([(byte)version]),
                        Weight = weight,
                    })],
            By = "run",
            Reason = "test",
            ChangeId = "run:step-1",
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
}
