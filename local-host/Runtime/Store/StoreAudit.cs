using Microsoft.Data.Sqlite;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>
/// Compares each instance's status with its history and its pending work. Units are committed whole, so that what disagrees was not done by
/// this runtime: a file put together by hand, a damaged disk, or a fault of an earlier build.
/// </summary>
internal static class StoreAudit
{
    private const string LostActivities = """
        SELECT i.id, i.execution, h.task, MAX(h.name) AS name, MAX(CASE WHEN h.kind=3 THEN h.payload END) AS payload
        FROM instances i JOIN history h ON h.key=i.key
        WHERE i.status NOT IN (1,3,5) AND h.kind IN (3,4,5)
          AND NOT EXISTS(SELECT 1 FROM history e WHERE e.key=i.key AND e.kind=16)
        GROUP BY i.key, h.task
        HAVING MAX(h.kind)=3 AND NOT EXISTS(
          SELECT 1 FROM activities a WHERE a.instance_id=i.id AND a.execution=i.execution AND a.task=h.task)
        """;

    private static readonly (string Problem, string? Repair, string Find, string? Mend)[] Checks =
    [
        (
            "has finished, but its history has no end",
            null,
            """
            SELECT id FROM instances i WHERE status IN (1,3,5)
              AND NOT EXISTS(SELECT 1 FROM history h WHERE h.key=i.key AND h.kind=16)
            """,
            null
        ),
        (
            "has not finished, but its history has an end",
            null,
            """
            SELECT id FROM instances i WHERE status NOT IN (1,3,5)
              AND EXISTS(SELECT 1 FROM history h WHERE h.key=i.key AND h.kind=16)
            """,
            null
        ),
        (
            "has a gap in its history",
            null,
            """
            SELECT id FROM instances i WHERE (SELECT COUNT(*) <> COALESCE(MAX(position), -1) + 1 FROM history h WHERE h.key=i.key)
            """,
            null
        ),
        (
            "waits for an activity that is not queued",
            "the activity is run again",
            $"SELECT DISTINCT id FROM ({LostActivities})",
            $"INSERT INTO activities(instance_id, execution, task, name, input) SELECT id, execution, task, name, payload FROM "
                + $"({LostActivities})"
        ),
        (
            "does not exist, but has a timer",
            "the timer is removed",
            "SELECT DISTINCT instance_id FROM timers WHERE key NOT IN (SELECT key FROM instances)",
            "DELETE FROM timers WHERE key NOT IN (SELECT key FROM instances)"
        ),
        (
            "does not exist, but has a history",
            "the history is removed",
            "SELECT DISTINCT 'key ' || key FROM history WHERE key NOT IN (SELECT key FROM instances)",
            "DELETE FROM history WHERE key NOT IN (SELECT key FROM instances)"
        ),
    ];

    public static List<Inconsistency> Find(SqliteConnection connection) =>
        [.. Checks.SelectMany(check => Ids(connection, check.Find).Select(id => new Inconsistency(id, check.Problem, check.Repair)))];

    /// <summary>Mends what is safe to mend, in one transaction.</summary>
    public static void Mend(SqliteConnection connection)
    {
        var mends = string.Join(' ', Checks.Where(check => check.Mend is not null).Select(check => $"{check.Mend};"));
        StoreDatabase.Execute(connection, $"BEGIN IMMEDIATE; {mends} COMMIT;");
    }

    private static List<string> Ids(SqliteConnection connection, string sql)
    {
        using Statement statement = new(connection, sql);
        return statement.Texts();
    }
}
