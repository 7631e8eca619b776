using System.Globalization;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Joins the gateway's captures with its feedback by request id and row, in whatever order and however often the lines come. Of several
/// outcomes for one row the last is true: by the sender's time where it gave one, or else by arrival. Of several captures with one
/// request id the last counts. An outcome that the prediction cannot have, a class for a number or 40 for one of two values, is unknown.
/// </summary>
public static class OutcomeJoin
{
    private const string CaptureColumns =
        "{requestId: 'VARCHAR', 'at': 'VARCHAR', version: 'INTEGER', planRevision: 'INTEGER', lane: 'VARCHAR', keyHash: "
        + "'VARCHAR', probabilities: 'DOUBLE[]', 'values': 'DOUBLE[]', classes: 'VARCHAR[]'}";
    private const string OutcomeColumns =
        "{requestId: 'VARCHAR', 'row': 'INTEGER', label: 'DOUBLE', 'class': 'VARCHAR', 'at': 'VARCHAR', receivedAt: 'VARCHAR'}";

    /// <param name="captures">NDJSON, as the gateway writes them.</param>
    /// <param name="feedback">NDJSON, as the gateway writes it.</param>
    /// <param name="overrides">With the requests that named their version, which are no part of an experiment.</param>
    /// <param name="engine">What it may use of the machine.</param>
    /// <param name="revision">Of the traffic plan under which requests were answered; null for any.</param>
    /// <param name="from">Requests answered earlier are left out; null for none.</param>
    /// <param name="until">Requests answered then or later are left out; null for none.</param>
    public static OutcomeReport Read(
        IReadOnlyList<LocalDataFile> captures,
        IReadOnlyList<LocalDataFile> feedback,
        bool overrides = false,
        DataEngine? engine = null,
        int? revision = null,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null
    )
    {
        using var session = DataSession.Open([.. captures, .. feedback], engine ?? DataEngine.Default);
        session.Run(
            $"""
            CREATE TEMP TABLE captured AS
            SELECT requestId, version, keyHash, probabilities, "values", classes, coalesce(len(probabilities), len("values"), len(classes)) AS answers FROM {From(
                captures,
                CaptureColumns
            )}
            WHERE {(overrides ? "true" : "lane IS DISTINCT FROM 'override'")} {(
                revision is { } wanted ? string.Create(CultureInfo.InvariantCulture, $"AND planRevision = {wanted}") : ""
            )} {Time(">=", from)} {Time("<", until)}
            QUALIFY row_number() OVER (PARTITION BY requestId ORDER BY "at"::TIMESTAMPTZ DESC, version DESC) = 1;
            CREATE TEMP TABLE given AS SELECT * FROM {From(feedback, OutcomeColumns)};
            CREATE TEMP TABLE known AS
            SELECT requestId, "row", label, "class" FROM given
            QUALIFY row_number() OVER (
                PARTITION BY requestId, "row" ORDER BY coalesce("at", receivedAt)::TIMESTAMPTZ DESC, receivedAt::TIMESTAMPTZ DESC, label DESC, "class" DESC) = 1;
            CREATE TEMP TABLE pairs AS
            SELECT * FROM (
                SELECT version, requestId, keyHash, "row", classes IS NOT NULL AS isClass, "values" IS NOT NULL AS isNumber,
                       CASE WHEN classes IS NOT NULL THEN CAST("class" = classes["row" + 1] AS DOUBLE)
                            WHEN "values" IS NOT NULL OR label IN (0, 1) THEN label END AS label,
                       coalesce(probabilities["row" + 1], "values"["row" + 1], 1) AS prediction
                FROM known JOIN captured USING (requestId) WHERE "row" < answers)
            WHERE label IS NOT NULL
            """
        );
        var counts = session
            .Rows(
                """
                SELECT (SELECT count(*) FROM pairs), (SELECT count(*) FROM known), (SELECT count(*) FROM given),
                       (SELECT coalesce(sum(answers), 0)::BIGINT FROM captured)
                """
            )
            .Select(row => (Joined: row.GetInt64(0), Known: row.GetInt64(1), Given: row.GetInt64(2), Captured: row.GetInt64(3)))
            .Single();
        return new()
        {
            Versions =
            [
                .. session
                    .Rows(
                        "SELECT version, label, prediction, coalesce(keyHash, requestId), keyHash IS NOT NULL, isClass, "
                            + "isNumber FROM pairs ORDER BY version, requestId, \"row\""
                    )
                    .Select(row =>
                        (
                            Version: row.GetInt32(0),
                            Label: (float)row.GetDouble(1),
                            Prediction: (float)row.GetDouble(2),
                            Unit: row.GetString(3),
                            HasKey: row.GetBoolean(4),
                            Task: row.GetBoolean(5) ? TaskKind.MultiClass
                            : row.GetBoolean(6) ? TaskKind.Regression
                            : TaskKind.Binary
                        )
                    )
                    .GroupBy(pair => pair.Version)
                    .Select(group => new VersionOutcomes(
                        group.Key,
                        [.. group.Select(pair => pair.Label)],
                        [.. group.Select(pair => pair.Prediction)],
                        [.. group.Select(pair => pair.Unit)],
                        [.. group.Select(pair => pair.HasKey)],
                        group.First().Task
                    )),
            ],
            Joined = counts.Joined,
            Unknown = counts.Known - counts.Joined,
            Replaced = counts.Given - counts.Known,
            Pending = counts.Captured - counts.Joined,
        };
    }

    private static string Time(string order, DateTimeOffset? time) =>
        time is { } limit
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"AND \"at\"::TIMESTAMPTZ {order} '{limit.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'::TIMESTAMPTZ"
            )
            : "";

    // Without a file there is nothing to read, and the engine takes no empty list.
    private static string From(IReadOnlyList<LocalDataFile> files, string columns) =>
        files.Count > 0 ? $"read_ndjson([{Sql.List(files.Select(file => Path.GetFullPath(file.Path)))}], columns = {columns})"
        : columns == CaptureColumns
            ? "(SELECT NULL::VARCHAR AS requestId, NULL::VARCHAR AS \"at\", 0 AS version, 0 AS planRevision, NULL::VARCHAR AS "
                + "lane, NULL::VARCHAR AS keyHash, NULL::DOUBLE[] AS probabilities, NULL::DOUBLE[] AS \"values\", NULL::VARCHAR[] AS "
                + "classes WHERE false)"
        : "(SELECT NULL::VARCHAR AS requestId, 0 AS \"row\", 0.0::DOUBLE AS label, NULL::VARCHAR AS \"class\", NULL::VARCHAR AS "
            + "\"at\", NULL::VARCHAR AS receivedAt WHERE false)";
}
