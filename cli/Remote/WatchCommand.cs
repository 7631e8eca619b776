namespace ServerlessML.Cli.Remote;

/// <summary>Follows a run.</summary>
internal static class WatchCommand
{
    public static Command Make(Session session)
    {
        var run = RunReference.Argument();
        Option<bool> toTheEnd = new("--to-the-end") { Description = "Go on while people are waited for" };
        Command command = new("watch", "Follow a run until it ends (0, or 5 when it said no) or waits for people (8)") { run, toTheEnd };
        var connection = new Connection(session).AddTo(command);
        command.SetAction(
            async (parse, cancellation) =>
            {
                using var api = connection.Open(parse);
                var id = RunReference.IdOf(await RunReference.FindAsync(api, parse.GetValue(run)!));
                return await RunFollower.FollowAsync(session, api, id, parse.GetValue(toTheEnd), cancellation);
            }
        );
        return command;
    }
}
