namespace ServerlessML.Tests.Ml;

/// <summary>Rows whose label is drawn from a chance that is known: a base rate of about a fifth, two numbers, one of them with values
/// missing, and a category.</summary>
internal sealed record KnownChances(Table Table, Target Target, double[] Chances)
{
    public static readonly string[] Features = ["age", "income", "region", "constant"];

    private static readonly string[] Regions = ["east", "north", "south", "west"];
    private static readonly double[] OfRegion = [-0.8, 0, 0.3, 1];

    public static KnownChances Of(TaskKind task, int rows, int seed)
    {
        var random = new Random(seed);
        var (age, income, region) = (new float[rows], new float[rows], new string?[rows]);
        var (values, chances) = (new float[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var (z, w, r) = (Normal(random), Normal(random), random.Next(Regions.Length));
            (age[row], income[row], region[row]) = ((float)(40 + (12 * z)), (float)Math.Exp(10 + (0.6 * w)), Regions[r]);
            var sum = -1.7 + (0.9 * z) - (0.6 * w) + OfRegion[r];
            chances[row] = 1 / (1 + Math.Exp(-sum));
            values[row] = task switch
            {
                TaskKind.Binary => random.NextDouble() < chances[row] ? 1 : 0,
                TaskKind.MultiClass => random.NextDouble() < chances[row] ? 2
                : random.NextDouble() < 0.4 ? 1
                : 0,
                _ => (float)(1000 + (50 * sum) + (60 * Normal(random))),
            };
            income[row] = random.Next(10) == 0 ? float.NaN : income[row];
            region[row] = random.Next(10) == 0 ? null : region[row];
        }

        return new(
            new([
                new NumberColumn("age", age),
                new NumberColumn("income", income),
                CategoryColumn.From("region", region),
                new NumberColumn("constant", [.. Enumerable.Repeat(7f, rows)]),
            ]),
            new()
            {
                Name = "label",
                Task = task,
                Values = values,
                Classes = task switch
                {
                    TaskKind.Binary => ["0", "1"],
                    TaskKind.MultiClass => ["a", "b", "c"],
                    _ => [],
                },
            },
            chances
        );
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
