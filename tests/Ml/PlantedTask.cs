namespace ServerlessML.Tests.Ml;

/// <summary>The planted rows with another thing to predict: a number or one of three classes, by level and city, with some noise.</summary>
internal sealed record PlantedTask(Table Table, Target Target)
{
    /// <summary>Deviation of the noise in the number, of which no model can know.</summary>
    public const double Noise = 5;

    public static PlantedTask Of(TaskKind task, int rows, int seed = 7)
    {
        var planted = PlantedTable.Of(rows, seed);
        var random = new Random(seed + 100);
        var (level, city) = (planted.Table.Numbers("level").Values, planted.Table.Categories("city"));
        return new(
            planted.Table,
            task switch
            {
                TaskKind.Binary => Target.Binary(planted.Labels, "label"),
                TaskKind.MultiClass => new()
                {
                    Name = "label",
                    Task = task,
                    Classes = ["low", "middle", "high"],
                    Values = [.. Enumerable.Range(0, rows).Select(Class)],
                },
                _ => new()
                {
                    Name = "label",
                    Task = task,
                    Values = [.. Enumerable.Range(0, rows).Select(Number)],
                },
            }
        );

        float Level(int row) => float.IsNaN(level[row]) ? 5 : level[row];

        float Class(int row) =>
            random.Next(10) == 0 ? random.Next(3)
            : city[row] == "Bern" ? 2 - Third(row)
            : Third(row);

        int Third(int row) => Math.Min(2, (int)(Level(row) * 0.3));

        float Number(int row) =>
            (float)(200 + (city[row] == "Bern" ? -20 : 10) * Level(row) + Noise * Math.Sqrt(3) * (2 * random.NextDouble() - 1));
    }
}
