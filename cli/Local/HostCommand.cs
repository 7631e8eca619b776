using ServerlessML.Cli.Parsing;

namespace ServerlessML.Cli.Local;

/// <summary>Runs the functions host alone: a part of the system, which <c>up</c> starts.</summary>
internal static class HostCommand
{
    public static Command Make(Session session)
    {
        var (data, port, keep) = (Values.Data(session), UpCommand.Port(), UpCommand.Keep());
        Command command = new("host", "Run the functions host alone (needs AzureWebJobsStorage)") { data, port, keep };
        command.Hidden = true;
        command.SetAction(parse =>
            HostProcess.RunAsync(
                new()
                {
                    DataDirectory = parse.GetRequiredValue(data),
                    ApiPort = parse.GetValue(port),
                    Keep = parse.GetValue(keep) ?? RetentionPolicy.None,
                }
            )
        );
        return command;
    }
}
