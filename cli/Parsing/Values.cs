using System.CommandLine.Parsing;
using System.Globalization;

namespace ServerlessML.Cli.Parsing;

/// <summary>Options and arguments whose values are checked where they are read, with messages of our own.</summary>
internal static class Values
{
    /// <summary>The folder of a local system; one instance for each command.</summary>
    public static Option<string> Data(Session session) =>
        new("--data")
        {
            Description = "The folder of the local system; SML_DATA names another",
            HelpName = "DIR",
            DefaultValueFactory = _ => session.PathOf(session.Environment("SML_DATA") is { Length: > 0 } set ? set : ".serverlessml"),
            CustomParser = result => result.Tokens is [{ Value.Length: > 0 } one] ? session.PathOf(one.Value) : Empty(result, "a folder"),
        };

    public static Option<int> Number(string name, string description, int initial, int least, int most, string what = "a number") =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => initial,
            CustomParser = result => NumberOf(result, name, least, most, what) ?? initial,
        };

    public static Option<int?> Number(string name, string description, int least, int most, string what = "a number") =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => NumberOf(result, name, least, most, what),
        };

    public static Option<string> Choice(string name, string description, string initial, params string[] choices)
    {
        Option<string> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', choices),
            DefaultValueFactory = _ => initial,
        };
        return Among(option, choices);
    }

    /// <summary>Refuses values that are none of some, and names the nearest.</summary>
    public static Option<T> Among<T>(Option<T> option, params string[] choices)
    {
        option.CompletionSources.Add(choices);
        option.Validators.Add(result => CheckAmong(result, option.Name, choices));
        return option;
    }

    public static Argument<T> Among<T>(Argument<T> argument, params string[] choices)
    {
        argument.CompletionSources.Add(choices);
        argument.Validators.Add(result => CheckAmong(result, argument.Name, choices));
        return argument;
    }

    private static void CheckAmong(SymbolResult result, string name, string[] choices)
    {
        if (result.Tokens.Select(token => token.Value).FirstOrDefault(value => !choices.Contains(value)) is { } unknown)
        {
            result.AddError(
                $"{name} is “{unknown}”; it must be {(choices.Length == 1 ? "" : "one of ")}{string.Join(", ", choices)}"
                    + $"{(Contracts.NearestName.Of(unknown, choices) is { } near ? $". Did you mean {near}?" : ".")}"
            );
        }
    }

    private static string Empty(ArgumentResult result, string what)
    {
        result.AddError($"{result.Argument.Name} is empty; name {what}.");
        return "";
    }

    private static int? NumberOf(ArgumentResult result, string name, int least, int most, string what)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError(
            $"{name} is “{text}”; it must be {what} {(most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}")}."
        );
        return null;
    }
}
