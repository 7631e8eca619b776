using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServerlessML.Cli.Remote;

/// <summary>The profiles of a person, in a file that only they can read.</summary>
internal sealed class ProfileFile(Session session)
{
    /// <summary>The name of the system on this machine, which is in no file.</summary>
    public const string Local = "local";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string FilePath =>
        Path.Combine(
            session.Environment("SML_CONFIG") is { Length: > 0 } own ? own
                : session.Environment("XDG_CONFIG_HOME") is { Length: > 0 } config ? Path.Combine(config, "sml")
                : Path.Combine(session.Environment("HOME") ?? session.Directory, ".config", "sml"),
            "profiles.json"
        );

    /// <exception cref="CommandFailedException">Others can read the file, or it is none.</exception>
    public ProfileSet Read()
    {
        if (!File.Exists(FilePath))
        {
            return new();
        }

        if ((File.GetUnixFileMode(FilePath) & ~OwnerFile.Mode) != 0)
        {
            throw new CommandFailedException(
                ExitCode.Authentication,
                $"{FilePath} can be read by others, who may know its tokens.",
                $"Delete it and log in again: rm {FilePath}; sml login …"
            );
        }

        try
        {
            return JsonSerializer.Deserialize<ProfileSet>(File.ReadAllText(FilePath), Json) ?? new();
        }
        catch (JsonException e)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"{FilePath} holds no profiles: {e.Message}",
                $"Delete it and log in again: rm {FilePath}; sml login …"
            );
        }
    }

    public void Write(ProfileSet profiles)
    {
        OwnerFile.MakePrivate(Path.GetDirectoryName(FilePath)!);
        OwnerFile.Write(FilePath, JsonSerializer.Serialize(profiles, Json));
    }

    public void Keep(string name, Profile profile)
    {
        var known = Read();
        Write(known with { Profiles = new SortedDictionary<string, Profile>(known.Profiles.ToDictionary()) { [name] = profile } });
    }
}
