using ServerlessML.Cli.Parsing;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Cli.Local;

/// <summary>Makes, lists and revokes the tokens of named people.</summary>
internal static class TokenCommand
{
    public static Command Make(Session session)
    {
        Argument<string?> name = new("name") { Description = "Whose token is made", Arity = ArgumentArity.ZeroOrOne };
        Argument<string[]> roles = new("role")
        {
            Description = "What they may: engineer, approver, operator",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Values.Among(roles, [.. Contracts.Identity.Role.All]);
        Option<string?> revoke = new("--revoke") { Description = "End the token of somebody", HelpName = "NAME" };
        Option<bool> list = new("--list") { Description = "List people and their roles" };
        var data = Values.Data(session);
        Command command = new("token", "Make a token for a person of the local system and print it once")
        {
            name,
            roles,
            revoke,
            list,
            data,
        };
        command.Validators.Add(result =>
        {
            var asked =
                (result.GetValue(name) is null ? 0 : 1) + (result.GetValue(revoke) is null ? 0 : 1) + (result.GetValue(list) ? 1 : 0);
            if (asked != 1)
            {
                result.AddError("Say one of: NAME ROLE…, --revoke NAME, --list.");
            }
            else if (result.GetValue(name) is { } person && result.GetValue(roles) is not { Length: > 0 })
            {
                result.AddError($"{person} needs a role: engineer, approver or operator.");
            }
        });
        command.SetAction(parse =>
        {
            var people = new People(parse.GetRequiredValue(data));
            if (parse.GetValue(list))
            {
                return List(people, session);
            }

            return parse.GetValue(revoke) is { } gone
                ? Revoke(people, gone, session)
                : Add(people, parse.GetValue(name)!, parse.GetValue(roles)!, session);
        });
        return command;
    }

    private static int List(People people, Session session)
    {
        foreach (var person in people.All())
        {
            session.Out.WriteLine($"{person.Name}@local  {string.Join(", ", person.Roles)}  since {person.Since:yyyy-MM-dd HH:mm}Z");
        }

        return ExitCode.Done;
    }

    private static int Revoke(People people, string name, Session session)
    {
        if (!people.Revoke(name))
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"There is no person “{name}” in {People.FileName}.",
                "List them: sml token --list"
            );
        }

        session.Out.WriteLine($"The token of {name}@local no longer counts.");
        return ExitCode.Done;
    }

    private static int Add(People people, string name, string[] roles, Session session)
    {
        session.Out.WriteLine(people.Add(name, roles, session.Time.GetUtcNow()));
        session.Tell($"The token of {name}@local ({string.Join(", ", roles)}), shown this once. An earlier one no longer counts.");
        return ExitCode.Done;
    }
}
