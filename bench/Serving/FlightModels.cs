using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Demo;
using ServerlessML.Demo.Rollouts;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Tabular;
using ServerlessML.Ml.Training;

namespace ServerlessML.Bench.Serving;

/// <summary>The demo's models on January's flights: what matters here is their shape, so they are trained briefly.</summary>
/// <param name="Mlp">The demo's network.</param>
/// <param name="Other">The same network with other weights.</param>
/// <param name="Trees">A hundred boosted trees; null where libxgboost is missing, and then <c>TreesProblem</c> says so.</param>
/// <param name="TreesProblem">Why there are no trees.</param>
/// <param name="Bodies">Rows as prediction requests.</param>
internal sealed record FlightModels(byte[] Mlp, byte[] Other, byte[]? Trees, string TreesProblem, FlightBodies Bodies)
{
    private const int TrainingRows = 100_000;
    private const int RequestRows = 4096;

    /// <exception cref="BenchSetupException">The flights are not installed.</exception>
    public static FlightModels Train(BenchFolder folder)
    {
        var source = Path.Combine(folder.Home, "local-host", "node_modules", "vega-datasets", "data", "flights-3m.parquet");
        if (!File.Exists(source))
        {
            throw new BenchSetupException("the flights of vega-datasets are not installed: npm ci --ignore-scripts in local-host");
        }

        FlightMonths months = new(source, folder.Data);
        LocalDataFile[] files =
        [
            .. months.Cut(FlightMonths.January, 1).Select(path => new LocalDataFile(path, Path.GetFileName(path), DataFormat.Parquet)),
        ];
        var table = TableReader.Read(files, FlightContract.Data);
        var part = table.Take([.. Enumerable.Range(0, Math.Min(TrainingRows, table.RowCount))]);
        (var trees, var problem) = BoostedTrees(part);
        return new(
            Network(part, 7),
            Network(part, 8),
            trees,
            problem,
            new FlightBodies([.. months.Flights(FlightMonths.January, RequestRows).Select(flight => flight.Request)])
        );
    }

    private static (byte[]? Model, string Problem) BoostedTrees(Table table)
    {
        try
        {
            Dictionary<string, string> parameters = new()
            {
                ["rounds"] = "100",
                ["depth"] = "6",
                ["patience"] = "0",
            };
            return (Fit(table, Recipe.Read(Recipe.Xgboost, parameters, 7, Environment.ProcessorCount)), "");
        }
        catch (TrainingException missing)
        {
            return (null, missing.Message);
        }
    }

    private static byte[] Network(Table table, int seed) =>
        Fit(table, Recipe.Read(Recipe.Mlp, new Dictionary<string, string> { ["epochs"] = "1" }, seed, Environment.ProcessorCount));

    private static byte[] Fit(Table table, TrainingOptions options) =>
        Trainer
            .Train(
                table,
                [.. FlightContract.Data.Columns.Select(column => column.Name)],
                Labels.Of(table, FlightContract.Data.Label.Name),
                FlightContract.Data.Label.Name,
                options
            )
            .Onnx;
}
