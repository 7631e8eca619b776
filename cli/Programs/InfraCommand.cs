using ServerlessML.Cli.Parsing;

namespace ServerlessML.Cli.Programs;

/// <summary>Previews the system in Azure, and holds its stacks to the policies.</summary>
internal static class InfraCommand
{
    public static Command Make(Session session)
    {
        Command infra = new("infra", "Preview the system in Azure; «pulumi up» in infra/ makes it (docs/how-to/deploy-to-azure.md)")
        {
            Preview(session),
            Check(session),
        };
        return infra;
    }

    private static Command Preview(Session session)
    {
        Option<string> stack = new("--stack")
        {
            Description = "Which stack: dev or prod",
            HelpName = "NAME",
            Required = true,
        };
        Option<string?> picture = new("--svg") { Description = "Draw it into this file", HelpName = "FILE" };
        Option<string?> load = new("--load") { Description = "How much it is used: small, medium or large", HelpName = "LOAD" };
        Values.Among(load, "small", "medium", "large");
        Option<string?> prices = new("--prices") { Description = "Prices in place of the embedded ones", HelpName = "FILE" };
        Command command = new("preview", "List what would be made in Azure, who may do what, and what it may cost")
        {
            stack,
            picture,
            load,
            prices,
        };
        command.SetAction(parse =>
            session.Start(
                CheckoutTree
                    .Find(session)
                    .Call(
                        "Preview",
                        new
                        {
                            stack = parse.GetValue(stack),
                            svg = parse.GetValue(picture) is { } svg ? session.PathOf(svg) : null,
                            load = parse.GetValue(load),
                            prices = parse.GetValue(prices) is { } own ? session.PathOf(own) : null,
                        },
                        "preview"
                    )
            )
        );
        return command;
    }

    private static Command Check(Session session)
    {
        Option<string?> stack = new("--stack") { Description = "One stack; without it, dev and prod", HelpName = "NAME" };
        Command command = new("check", "Hold the stacks to the policies: ends with 1 when one is broken") { stack };
        command.SetAction(parse =>
            session.Start(CheckoutTree.Find(session).Call("Preview", new { stack = parse.GetValue(stack) }, "check"))
        );
        return command;
    }
}
