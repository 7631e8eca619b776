using ServerlessML.Cli.Parsing;

namespace ServerlessML.Cli.Inspection;

/// <summary>Copies the durable database while the host runs.</summary>
internal static class BackupCommand
{
    public static Command Make(Session session)
    {
        Argument<string> file = new("file") { Description = "Where the copy goes" };
        var data = Values.Data(session);
        Command command = new("backup", "Copy the durable database while the system runs") { file, data };
        command.SetAction(parse =>
        {
            var database = DurableDatabase.In(parse.GetRequiredValue(data));
            using var inspector = StoreInspector.Open(database);
            inspector.BackUp(session.PathOf(parse.GetValue(file)!));
            session.Out.WriteLine($"{database} is copied to {parse.GetValue(file)}");
        });
        return command;
    }
}
