namespace ServerlessML.Cli;

/// <summary>Shows what commands there are, or what one takes.</summary>
internal static class HelpCommand
{
    public static Command Make(RootCommand root)
    {
        Argument<string[]> words = new("command") { Description = "Which command", Arity = ArgumentArity.ZeroOrMore };
        Command command = new("help", "Show the commands, or what one of them takes") { words };
        command.SetAction(parse => Show(root, parse.GetValue(words) ?? [], parse.InvocationConfiguration));
        return command;
    }

    public static int Show(RootCommand root, string[] words, InvocationConfiguration? configuration = null) =>
        root.Parse([.. words, "--help"]).Invoke(configuration);
}
