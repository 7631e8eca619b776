using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Remote;

/// <summary>Lists the profiles, chooses one, forgets one.</summary>
internal static class ProfilesCommand
{
    public static Command Make(Session session)
    {
        var output = new OutputOptions();
        Command command = new("profiles", "List the systems that commands can speak to; choose or forget one")
        {
            Use(session),
            Forget(session),
        };
        output.AddTo(command);
        command.SetAction(parse =>
        {
            var known = new ProfileFile(session).Read();
            var all = known
                .Profiles.Select(one => (one.Key, Api: one.Value.Api.AbsoluteUri, one.Value.Entra?.Tenant))
                .Prepend((ProfileFile.Local, "the system on this machine", null))
                .ToList();
            JsonArray document = [];
            foreach (var (name, api, tenant) in all)
            {
                document.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["profile"] = name,
                            ["api"] = api,
                            ["tenant"] = tenant,
                            ["current"] = name == known.Current,
                        }
                );
            }

            output.Write(session, parse, document, () =>
                new(
                    ["profile", "api"],
                    [.. all.Select(one => (string[])[$"{one.Item1}{(one.Item1 == known.Current ? " *" : "")}", one.Item2])]
                )
            );
        });
        return command;
    }

    private static Command Use(Session session)
    {
        Argument<string> name = new("profile") { Description = "Which one commands take when none is named" };
        Command command = new("use", "Choose the system that commands speak to") { name };
        command.SetAction(parse =>
        {
            ProfileFile file = new(session);
            var known = file.Read();
            file.Write(known with { Current = Known(known, parse.GetValue(name)!) });
        });
        return command;
    }

    private static Command Forget(Session session)
    {
        Argument<string> name = new("profile") { Description = "Whose tokens are deleted" };
        Command command = new("forget", "Delete a profile and its tokens") { name };
        command.SetAction(parse =>
        {
            ProfileFile file = new(session);
            var known = file.Read();
            var gone = Known(known, parse.GetValue(name)!);
            file.Write(
                known with
                {
                    Current = known.Current == gone ? ProfileFile.Local : known.Current,
                    Profiles = known.Profiles.Where(one => one.Key != gone).ToDictionary(),
                }
            );
        });
        return command;
    }

    private static string Known(ProfileSet known, string name) =>
        name == ProfileFile.Local || known.Profiles.ContainsKey(name)
            ? name
            : throw new CommandFailedException(ExitCode.Failed, $"There is no profile '{name}'.", "List them: sml profiles");
}
