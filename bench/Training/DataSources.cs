using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Pipelines;
using ServerlessML.Demo;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Bench.Training;

/// <summary>The real data that trainings are measured on.</summary>
internal static class DataSources
{
    private static readonly string[] AdultColumns =
    [
        "age",
        "workclass",
        "fnlwgt",
        "education",
        "education-num",
        "marital-status",
        "occupation",
        "relationship",
        "race",
        "sex",
        "capital-gain",
        "capital-loss",
        "hours-per-week",
        "native-country",
    ];

    private static readonly string[] AdultNumbers = ["age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week"];
    private static readonly string[] BikeNumbers =
    [
        "season",
        "yr",
        "mnth",
        "hr",
        "holiday",
        "weekday",
        "workingday",
        "weathersit",
        "temp",
        "atemp",
        "hum",
        "windspeed",
    ];

    public static DataContract Flights { get; } =
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

    public static string FlightsFile(BenchFolder folder) =>
        Path.Combine(folder.Home, "local-host", "node_modules", "vega-datasets", "data", "flights-3m.parquet");

    /// <summary>January; a fifth of the rows, by a hash, judges.</summary>
    public static TrainingData January(BenchFolder folder)
    {
        FlightMonths months = new(FlightsFile(folder), folder.Data);
        LocalDataFile[] files =
        [
            .. months.Cut(FlightMonths.January, 1).Select(path => new LocalDataFile(path, Path.GetFileName(path), DataFormat.Parquet)),
        ];
        var folds = TableReader.ReadSplit(files, Flights, Split.Of(new() { Name = "flights", Data = Flights })).Holdout();
        return new(
            "flights",
            [.. Flights.Columns.Select(column => column.Name)],
            folds.Train.Rows,
            Target.Of(folds.Train.Rows, Flights.Label),
            folds.Holdout.Rows,
            Target.Of(folds.Holdout.Rows, Flights.Label)
        );
    }

    /// <summary>The census income data of 1994, with its own division; null where it is not there.</summary>
    public static TrainingData? Adult(string directory)
    {
        string train = Path.Combine(directory, "adult", "train.csv"),
            test = Path.Combine(directory, "adult", "test.csv");
        if (!File.Exists(train) || !File.Exists(test))
        {
            return null;
        }

        (var rows, var target) = Census(train);
        (var judges, var answers) = Census(test);
        return new("adult", AdultColumns, rows, target, judges, answers);
    }

    /// <summary>Rented bikes an hour; the last fifth by time judges; null where it is not there.</summary>
    public static TrainingData? Bike(string directory)
    {
        var file = Directory.Exists(Path.Combine(directory, "bike"))
            ? Directory.GetFiles(Path.Combine(directory, "bike"), "*.csv").FirstOrDefault()
            : null;
        if (file is null)
        {
            return null;
        }

        string[][] lines = [.. File.ReadLines(file).Where(line => line.Length > 0).Select(line => line.Split(','))];
        var header = lines[0];
        string[][] rows =
        [
            .. lines
                .Skip(1)
                .OrderBy(row => int.Parse(row[Array.IndexOf(header, "instant")], System.Globalization.CultureInfo.InvariantCulture)),
        ];
        var split = rows.Length * 4 / 5;
        (var train, var target) = Hours(header, rows[..split]);
        (var test, var answers) = Hours(header, rows[split..]);
        return new("bike", BikeNumbers, train, target, test, answers);
    }

    private static (Table Rows, Target Target) Census(string path)
    {
        string[][] rows =
        [
            .. File.ReadLines(path)
                .Select(line => line.Split(',', StringSplitOptions.TrimEntries))
                .Where(row => row.Length == AdultColumns.Length + 1),
        ];
        Table table = new([
            .. AdultColumns.Select(
                (name, c) =>
                    AdultNumbers.Contains(name)
                        ? (Column)new NumberColumn(name, [.. rows.Select(row => TrainingData.Number(row[c]))])
                        : CategoryColumn.From(name, rows.Select(row => row[c] == "?" ? null : row[c]))
            ),
        ]);
        return (table, Target.Binary([.. rows.Select(row => row[^1].StartsWith(">50K", StringComparison.Ordinal))], "income"));
    }

    private static (Table Rows, Target Target) Hours(string[] header, string[][] rows)
    {
        float[] Of(string name)
        {
            var c = Array.IndexOf(header, name);
            return [.. rows.Select(row => TrainingData.Number(row[c]))];
        }

        return (
            new([.. BikeNumbers.Select(name => new NumberColumn(name, Of(name)))]),
            new Target
            {
                Name = "cnt",
                Task = TaskKind.Regression,
                Values = Of("cnt"),
            }
        );
    }
}
