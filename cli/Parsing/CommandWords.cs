using System.CommandLine.Parsing;

namespace ServerlessML.Cli.Parsing;

/// <summary>A command as a person types it.</summary>
internal static class CommandWords
{
    public static string Of(CommandResult result)
    {
        List<string> words = [];
        for (SymbolResult? at = result; at is CommandResult { Parent: not null } command; at = command.Parent)
        {
            words.Insert(0, command.Command.Name);
        }

        return string.Join(' ', (IEnumerable<string>)["sml", .. words]);
    }
}
