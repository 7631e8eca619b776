using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.LocalHost.Hosting.Http;

/// <summary>
/// Named people, in a file that only its owner can read. It is read at each request, so that a token that is made or revoked meanwhile
/// counts at once.
/// </summary>
public sealed partial class People(string directory)
{
    public const string FileName = "people.json";
    public const string NameRule = "1 to 40 of a-z, 0-9, '.', '_' and '-', starts with a letter and is no role's";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private string FilePath => Path.Combine(directory, FileName);

    /// <exception cref="InvalidSettingException">The file can be read by others, or is not such a file.</exception>
    public IReadOnlyList<Person> All()
    {
        try
        {
            var mode = File.GetUnixFileMode(FilePath);
            if ((mode & ~OwnerFile.Mode) != 0)
            {
                throw new InvalidSettingException(
                    $"{FilePath} can be read by others (mode {Convert.ToString((int)mode, 8)}): its tokens are not taken. Set "
                        + $"its mode to 600, and create new tokens if others may have changed it."
                );
            }

            return JsonSerializer.Deserialize<List<Person>>(File.ReadAllBytes(FilePath), Json) ?? [];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException e)
        {
            throw new InvalidSettingException($"{FilePath} is not a list of people: {e.Message}");
        }
    }

    /// <returns>The caller behind a token, such as <c>ann@local</c> with her roles; null for an unknown token.</returns>
    public ClaimsIdentity? Identify(ReadOnlySpan<char> token)
    {
        var given = DigestOf(token);
        Person? found = null;
        foreach (var person in All())
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(person.Digest)))
            {
                found = person;
            }
        }

        return found is null
            ? null
            : new ClaimsIdentity(
                [new(ClaimTypes.Name, $"{found.Name}@local"), .. found.Roles.Select(role => new Claim(ClaimTypes.Role, role))],
                RoleTokens.Scheme
            );
    }

    /// <summary>A person who is there already gets a new token and these roles; the old token no longer counts.</summary>
    /// <returns>The token, which is not kept.</returns>
    /// <exception cref="InvalidSettingException">No such name or role can be given.</exception>
    public string Add(string name, IReadOnlyList<string> roles, DateTimeOffset now)
    {
        if (!Name().IsMatch(name) || Role.All.Contains(name))
        {
            throw new InvalidSettingException($"“{name}” is not the name of a person. A name has {NameRule}.");
        }

        if (roles.Count == 0 || roles.FirstOrDefault(role => !Role.All.Contains(role)) is not null)
        {
            throw new InvalidSettingException(
                $"A person must have one or more of the roles {string.Join(", ", Role.All)}, not [{string.Join(", ", roles)}]."
            );
        }

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        Change(people =>
            [
                .. people.Where(person => person.Name != name),
                new()
                {
                    Name = name,
                    Roles = [.. roles.Distinct()],
                    Digest = DigestOf(token),
                    Since = now,
                },
            ]
        );
        return token;
    }

    /// <returns>False when there is no such person.</returns>
    public bool Revoke(string name)
    {
        var known = false;
        Change(people =>
        {
            known = people.Any(person => person.Name == name);
            return [.. people.Where(person => person.Name != name)];
        });
        return known;
    }

    private void Change(Func<IReadOnlyList<Person>, List<Person>> change)
    {
        OwnerFile.MakePrivate(directory);
        using var alone = Alone();
        OwnerFile.Write(FilePath, JsonSerializer.Serialize(change(All()), Json));
    }

    private FileStream Alone()
    {
        try
        {
            return new FileStream(
                $"{FilePath}.lock",
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    UnixCreateMode = OwnerFile.Mode,
                }
            );
        }
        catch (IOException) when (File.Exists($"{FilePath}.lock"))
        {
            throw new InvalidSettingException($"Another process changes {FilePath}. Try again.");
        }
    }

    private static string DigestOf(ReadOnlySpan<char> token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.ToArray())));

    [GeneratedRegex(@"\A[a-z][a-z0-9._-]{0,39}\z")]
    private static partial Regex Name();
}
