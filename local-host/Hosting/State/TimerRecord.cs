namespace ServerlessML.LocalHost.Hosting.State;

/// <summary>When a timer last ran and is next due, UTC.</summary>
public sealed record TimerRecord(DateTimeOffset Last, DateTimeOffset Next)
{
    internal static TimerRecord? Read(HostState state, string function) =>
        state
            .Query(
                "SELECT last, next FROM timers WHERE function = $function",
                row => new TimerRecord(
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))
                ),
                ("$function", function)
            )
            .SingleOrDefault();

    internal void Write(HostState state, string function) =>
        state.Execute(
            "INSERT INTO timers (function, last, next) VALUES ($function, $last, $next) ON CONFLICT (function) DO UPDATE SET "
                + "last = $last, next = $next",
            ("$function", function),
            ("$last", Last.ToUnixTimeMilliseconds()),
            ("$next", Next.ToUnixTimeMilliseconds())
        );
}
