namespace ServerlessML.Cli.Programs;

/// <summary>Runs every test of the checkout.</summary>
internal static class TestCommand
{
    public static Command Make(Session session)
    {
        Argument<string[]> rest = new("arguments")
        {
            Description = "What «dotnet test» gets, such as --filter NAME",
            Arity = ArgumentArity.ZeroOrMore,
            CaptureRemainingTokens = true,
        };
        Command command = new("test", "Run every test of the checkout") { rest };
        command.SetAction(parse => session.Start(new(CheckoutTree.Find(session).PathOf("eng", "test"), parse.GetValue(rest) ?? [])));
        return command;
    }
}
