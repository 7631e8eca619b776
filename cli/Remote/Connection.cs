using ServerlessML.Cli.Parsing;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Cli.Remote;

/// <summary>The options that say which system a command speaks to, and as whom.</summary>
internal sealed class Connection(Session session)
{
    private readonly Option<string?> _profile = new("--profile")
    {
        Description = "Which system: local, or a profile of sml login (SML_PROFILE)",
        HelpName = "NAME",
    };

    private readonly Option<string> _data = Values.Data(session);

    private readonly Option<string?> _role = Values.Among(
        new Option<string?>("--as") { Description = "The role whose token of the local system is taken", HelpName = "ROLE" },
        [.. Role.All]
    );

    public Connection AddTo(Command command)
    {
        command.Add(_profile);
        command.Add(_data);
        command.Add(_role);
        return this;
    }

    /// <param name="parse">What the person said.</param>
    /// <param name="role">The role that the command needs, of a local system's tokens.</param>
    /// <exception cref="CommandFailedException">There is no such profile, or no system.</exception>
    public SystemApi Open(ParseResult parse, string role = Role.Engineer)
    {
        var (name, profile) = Find(parse, parse.GetValue(_role) ?? role);
        return new(session, name, profile);
    }

    /// <summary>The folder of the local system.</summary>
    public string DataOf(ParseResult parse) => parse.GetRequiredValue(_data);

    public bool IsLocal(ParseResult parse) => NameOf(parse) == ProfileFile.Local;

    private string NameOf(ParseResult parse) =>
        parse.GetValue(_profile)
        // A folder that is named is what is meant, whoever is logged in where.
        ?? (parse.GetResult(_data) is { Implicit: false } ? ProfileFile.Local : null)
        ?? (session.Environment("SML_PROFILE") is { Length: > 0 } set ? set : new ProfileFile(session).Read().Current);

    private (string Name, Profile Profile) Find(ParseResult parse, string role)
    {
        var name = NameOf(parse);
        if (name == ProfileFile.Local)
        {
            return (name, LocalSystem.Find(DataOf(parse), role, session));
        }

        var profiles = new ProfileFile(session).Read().Profiles;
        return profiles.TryGetValue(name, out var profile)
            ? (name, profile)
            : throw new CommandFailedException(
                ExitCode.Authentication,
                $"There is no profile '{name}'; there are: {string.Join(", ", profiles.Keys.Prepend(ProfileFile.Local))}.",
                $"Log in: sml login {name} --api URL …"
            );
    }
}
