using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Bench.Training.Defaults;

/// <summary>A public table that default settings are judged on.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Task">What its label is.</param>
/// <param name="Label">The column to predict; all others predict it.</param>
/// <param name="Query">Rows in an order that every run has, by DuckDB; {0} is the folder of vega-datasets, {1} that of scikit-learn's tables, {2} that of <c>--data</c>.</param>
/// <param name="Tuned">Whether it was looked at while the defaults were chosen.</param>
internal sealed record DefaultsTable(string Name, TaskKind Task, string Label, string Query, bool Tuned)
{
    private const string Flights = "read_parquet('{0}/flights-3m.parquet')";
    private const string FlightColumns = "hour(date) * 60 + minute(date) AS minute_of_day, strftime(date, '%a') AS weekday, distance, origin, destination";

    /// <summary>The tables of scikit-learn that the peer writes as files.</summary>
    public static IReadOnlyList<string> OfScikitLearn { get; } = ["breast_cancer", "diabetes", "digits"];

    public static IReadOnlyList<DefaultsTable> All { get; } =
    [
        new("breast-cancer", TaskKind.Binary, "target", "SELECT * REPLACE (target::VARCHAR AS target) FROM read_csv('{1}/breast_cancer.csv')", true),
        new("diabetes", TaskKind.Regression, "target", "SELECT * FROM read_csv('{1}/diabetes.csv')", true),
        new("digits", TaskKind.MultiClass, "target", "SELECT * REPLACE (target::VARCHAR AS target) FROM read_csv('{1}/digits.csv')", true),
        new("cars", TaskKind.Regression, "Miles_per_Gallon",
            "SELECT * EXCLUDE (Name, Year), year(CAST(Year AS DATE)) AS year FROM read_json_auto('{0}/cars.json') WHERE Miles_per_Gallon IS NOT NULL", true),
        new("flights-500", TaskKind.Binary, "late", $"SELECT {FlightColumns}, (delay > 15)::INT::VARCHAR AS late FROM {Flights} WHERE date < '2001-02-01' ORDER BY hash(date, origin, destination, 1) LIMIT 500", true),
        new("flights-5k", TaskKind.Binary, "late", $"SELECT {FlightColumns}, (delay > 15)::INT::VARCHAR AS late FROM {Flights} WHERE date < '2001-02-01' ORDER BY hash(date, origin, destination, 2) LIMIT 5000", true),
        new("flights-50k", TaskKind.Binary, "late", $"SELECT {FlightColumns}, (delay > 15)::INT::VARCHAR AS late FROM {Flights} WHERE date < '2001-02-01' ORDER BY hash(date, origin, destination, 3) LIMIT 50000", true),
        new("flights-delay", TaskKind.Regression, "delay", $"SELECT {FlightColumns}, least(delay, 180)::DOUBLE AS delay FROM {Flights} WHERE date < '2001-02-01' ORDER BY hash(date, origin, destination, 4) LIMIT 10000", true),
        new("penguins", TaskKind.Binary, "Sex", "SELECT * FROM read_json_auto('{0}/penguins.json') WHERE Sex IN ('MALE', 'FEMALE')", false),
        new("gapminder", TaskKind.Regression, "life_expect", "SELECT year, country, cluster::VARCHAR AS cluster, pop, fertility, life_expect FROM read_json_auto('{0}/gapminder.json')", false),
        new("weather", TaskKind.MultiClass, "weather",
            "SELECT location, month(CAST(date AS DATE))::VARCHAR AS month, precipitation, temp_max, temp_min, wind, weather FROM read_csv('{0}/weather.csv')", false),
        new("movies", TaskKind.Binary, "good",
            """
            SELECT "MPAA Rating" AS mpaa, Distributor AS distributor, Source AS source, "Major Genre" AS genre, "Creative Type" AS type, "Production Budget" AS budget,
                   "Running Time min" AS minutes, "IMDB Votes" AS votes, ("IMDB Rating" >= 6.5)::INT::VARCHAR AS good
            FROM read_json_auto('{0}/movies.json') WHERE "IMDB Rating" IS NOT NULL
            """, false),
        new("birdstrikes", TaskKind.Binary, "damage",
            """
            SELECT "Airport Name" AS airport, "Aircraft Make Model" AS aircraft, "Aircraft Airline Operator" AS operator, "Origin State" AS state, "Phase of flight" AS phase,
                   "Wildlife Size" AS size, "Wildlife Species" AS species, "Time of day" AS time, ("Effect Amount of damage" <> 'None')::INT::VARCHAR AS damage
            FROM read_csv('{0}/birdstrikes.csv')
            """, false),
        new("flights-categories", TaskKind.Binary, "late",
            $"SELECT hour(date)::VARCHAR AS hour, strftime(date, '%a') AS weekday, origin, destination, (delay > 15)::INT::VARCHAR AS late FROM {Flights} WHERE date >= '2001-03-01' AND date < '2001-04-01' ORDER BY hash(date, origin, destination, 5) LIMIT 10000",
            false),
        new("adult", TaskKind.Binary, "income",
            """
            SELECT * REPLACE (trim(income, ' .') AS income) FROM read_csv(['{2}/adult/train.csv', '{2}/adult/test.csv'], header = false, nullstr = ['?', ' ?'], ignore_errors = true, comment = '|',
                names = ['age', 'workclass', 'fnlwgt', 'education', 'education_num', 'marital', 'occupation', 'relationship', 'race', 'sex', 'gain', 'loss', 'hours', 'country', 'income'])
            WHERE income IS NOT NULL
            """, false),
        new("bike", TaskKind.Regression, "cnt",
            "SELECT * EXCLUDE (instant, dteday, casual, registered) FROM read_csv('{2}/bike/*.csv')", false),
        new("flights-500k", TaskKind.Binary, "late", $"SELECT {FlightColumns}, (delay > 15)::INT::VARCHAR AS late FROM {Flights} WHERE date >= '2001-02-01' AND date < '2001-04-01' ORDER BY hash(date, origin, destination, 6) LIMIT 500000", false),
    ];
}
