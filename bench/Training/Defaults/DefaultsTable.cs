using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Bench.Training.Defaults;

/// <summary>A public table that default settings are judged on.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Task">What its label is.</param>
/// <param name="Label">The column to predict; all others predict it.</param>
/// <param name="Query">Rows in an order that every run has, by DuckDB; {0} is the folder of vega-datasets, {1} that of scikit-learn's
/// tables, {2} that of <c>--data</c>.</param>
/// <param name="Tuned">Whether it was looked at while the defaults were chosen.</param>
internal sealed record DefaultsTable(string Name, TaskKind Task, string Label, string Query, bool Tuned)
{
    /// <summary>The tables of scikit-learn that the peer writes as files.</summary>
    public static IReadOnlyList<string> OfScikitLearn { get; } = ["breast_cancer", "diabetes", "digits"];

    public static IReadOnlyList<DefaultsTable> All { get; } =
    [
        new("breast-cancer", TaskKind.Binary, "target", OfPeer("breast_cancer", "* REPLACE (target::VARCHAR AS target)"), true),
        new("diabetes", TaskKind.Regression, "target", OfPeer("diabetes", "*"), true),
        new("digits", TaskKind.MultiClass, "target", OfPeer("digits", "* REPLACE (target::VARCHAR AS target)"), true),
        new(
            "cars",
            TaskKind.Regression,
            "Miles_per_Gallon",
            """
            SELECT * EXCLUDE (Name, Year), year(CAST(Year AS DATE)) AS year FROM read_json_auto('{0}/cars.json')
            WHERE Miles_per_Gallon IS NOT NULL
            """,
            true
        ),
        new("flights-500", TaskKind.Binary, "late", Late(1, 500), true),
        new("flights-5k", TaskKind.Binary, "late", Late(2, 5000), true),
        new("flights-50k", TaskKind.Binary, "late", Late(3, 50_000), true),
        new("flights-delay", TaskKind.Regression, "delay", Flights(4, 10_000, "least(delay, 180)::DOUBLE AS delay"), true),
        new("penguins", TaskKind.Binary, "Sex", "SELECT * FROM read_json_auto('{0}/penguins.json') WHERE Sex IN ('MALE', 'FEMALE')", false),
        new(
            "gapminder",
            TaskKind.Regression,
            "life_expect",
            """
            SELECT year, country, cluster::VARCHAR AS cluster, pop, fertility, life_expect
            FROM read_json_auto('{0}/gapminder.json')
            """,
            false
        ),
        new(
            "weather",
            TaskKind.MultiClass,
            "weather",
            """
            SELECT location, month(CAST(date AS DATE))::VARCHAR AS month, precipitation, temp_max, temp_min, wind, weather
            FROM read_csv('{0}/weather.csv')
            """,
            false
        ),
        new(
            "movies",
            TaskKind.Binary,
            "good",
            """
            SELECT "MPAA Rating" AS mpaa, Distributor AS distributor, Source AS source, "Major Genre" AS genre,
                   "Creative Type" AS type, "Production Budget" AS budget, "Running Time min" AS minutes, "IMDB Votes" AS votes,
                   ("IMDB Rating" >= 6.5)::INT::VARCHAR AS good
            FROM read_json_auto('{0}/movies.json') WHERE "IMDB Rating" IS NOT NULL
            """,
            false
        ),
        new(
            "birdstrikes",
            TaskKind.Binary,
            "damage",
            """
            SELECT "Airport Name" AS airport, "Aircraft Make Model" AS aircraft, "Aircraft Airline Operator" AS operator,
                   "Origin State" AS state, "Phase of flight" AS phase, "Wildlife Size" AS size, "Wildlife Species" AS species,
                   "Time of day" AS time, ("Effect Amount of damage" <> 'None')::INT::VARCHAR AS damage
            FROM read_csv('{0}/birdstrikes.csv')
            """,
            false
        ),
        new(
            "flights-categories",
            TaskKind.Binary,
            "late",
            Flights(5, 10_000, "(delay > 15)::INT::VARCHAR AS late", "hour(date)::VARCHAR AS hour", "2001-03-01", "2001-04-01"),
            false
        ),
        new(
            "adult",
            TaskKind.Binary,
            "income",
            """
            SELECT * REPLACE (trim(income, ' .') AS income)
            FROM read_csv(['{2}/adult/train.csv', '{2}/adult/test.csv'], header = false, nullstr = ['?', ' ?'], ignore_errors = true,
                comment = '|', names = ['age', 'workclass', 'fnlwgt', 'education', 'education_num', 'marital', 'occupation',
                'relationship', 'race', 'sex', 'gain', 'loss', 'hours', 'country', 'income'])
            WHERE income IS NOT NULL
            """,
            false
        ),
        new(
            "bike",
            TaskKind.Regression,
            "cnt",
            "SELECT * EXCLUDE (instant, dteday, casual, registered) FROM read_csv('{2}/bike/*.csv')",
            false
        ),
        new(
            "flights-500k",
            TaskKind.Binary,
            "late",
            Flights(6, 500_000, "(delay > 15)::INT::VARCHAR AS late", Numbers, "2001-02-01", "2001-04-01"),
            false
        ),
    ];

    private const string Numbers = "hour(date) * 60 + minute(date) AS minute_of_day, distance";

    private static string OfPeer(string name, string columns) => $"SELECT {columns} FROM read_csv('{{1}}/{name}.csv')";

    private static string Late(int salt, int rows) => Flights(salt, rows, "(delay > 15)::INT::VARCHAR AS late");

    private static string Flights(
        int salt,
        int rows,
        string label,
        string others = Numbers,
        string from = "2001-01-01",
        string until = "2001-02-01"
    ) =>
        $$"""
            SELECT {{others}}, strftime(date, '%a') AS weekday, origin, destination, {{label}} FROM read_parquet('{0}/flights-3m.parquet')
            WHERE date >= '{{from}}' AND date < '{{until}}' ORDER BY hash(date, origin, destination, {{salt}}) LIMIT {{rows}}
            """;
}
