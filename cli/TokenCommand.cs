using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Cli;

/// <summary>Makes, lists and revokes the tokens of named people.</summary>
public static class TokenCommand
{
    private const string Usage = "token NAME ROLE… [--data DIR], token --revoke NAME [--data DIR], or token --list [--data DIR]";

    /// <exception cref="InvalidSettingException">The arguments are not understood, or the name or a role cannot be taken.</exception>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TimeProvider time)
    {
        var (words, data) = DataArguments.Split(arguments);
        var people = new People(data);
        switch (words)
        {
            case ["--list"]:
                foreach (var person in people.All())
                {
                    output.WriteLine($"{person.Name}@local  {string.Join(", ", person.Roles)}  since {person.Since:yyyy-MM-dd HH:mm}Z");
                }

                return 0;
            case ["--revoke", var name]:
                if (!people.Revoke(name))
                {
                    throw new InvalidSettingException(
                        $"There is no person “{name}” in {Path.Combine(data, People.FileName)}. List them with: token --list."
                    );
                }

                output.WriteLine($"The token of {name}@local no longer counts.");
                return 0;
            case [var name, .. var roles] when !name.StartsWith('-') && !roles.Any(role => role.StartsWith('-')):
                var token = people.Add(name, [.. roles], time.GetUtcNow());
                output.WriteLine(token);
                Console.Error.WriteLine(
                    $"The token of {name}@local ({string.Join(", ", roles)}), shown this once. An earlier one no longer counts."
                );
                return 0;
            default:
                throw new InvalidSettingException($"Not understood. {Usage}.");
        }
    }
}
