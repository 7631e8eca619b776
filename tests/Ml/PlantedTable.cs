namespace ServerlessML.Tests.Ml;

/// <summary>Rows with a known rule: the label is likely where the number is high in one city and low in the others.</summary>
internal sealed record PlantedTable(Table Table, bool[] Labels)
{
    public static readonly string[] Features = ["level", "noise", "city", "colour"];

    private static readonly string[] Cities = ["Bern", "Graz", "Lyon", "São Paulo"];
    private static readonly string[] Colours = ["blue", "red"];

    public static PlantedTable Of(int rows, int seed = 7)
    {
        var random = new Random(seed);
        var (level, noise) = (new float[rows], new float[rows]);
        var (city, colour) = (new string?[rows], new string?[rows]);
        var labels = new bool[rows];
        for (var i = 0; i < rows; i++)
        {
            level[i] = random.NextSingle() * 10;
            noise[i] = random.NextSingle();
            city[i] = Cities[random.Next(Cities.Length)];
            colour[i] = Colours[random.Next(Colours.Length)];
            var likely = city[i] == "Bern" ? level[i] > 5 : level[i] < 5;
            labels[i] = random.NextDouble() < (likely ? 0.9 : 0.1);
            level[i] = random.Next(20) == 0 ? float.NaN : level[i];
            colour[i] = random.Next(20) == 0 ? null : colour[i];
        }

        return new PlantedTable(
            new Table([
                new NumberColumn("level", level),
                new NumberColumn("noise", noise),
                CategoryColumn.From("city", city),
                CategoryColumn.From("colour", colour),
            ]),
            labels
        );
    }
}
