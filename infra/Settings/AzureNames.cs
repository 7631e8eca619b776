using System.Security.Cryptography;
using System.Text;

namespace ServerlessML.Infra.Settings;

/// <summary>
/// Names within Azure's rules for any project and stack: a readable beginning, and a token of the whole organization, project and stack,
/// which keeps names apart that are unique in all of Azure.
/// </summary>
public sealed class AzureNames
{
    private readonly string _readable;
    private readonly string _stack;
    private readonly string _full;

    public AzureNames(string organization, string project, string stack)
    {
        _full = $"{organization}/{project}/{stack}";
        Token = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_full)))[..8];
        (_readable, _stack) = (Readable(project, 10), Readable(stack, 6));
    }

    /// <summary>Eight hexadecimal digits.</summary>
    public string Token { get; }

    /// <summary>
    /// The name of resources that need only be unique in their resource group: <c>sml-{readable}-{stack}-{token}</c>, at most 30
    /// characters.
    /// </summary>
    public string Plain => $"sml-{_readable}-{_stack}-{Token}";

    public string ResourceGroup => $"rg-{Plain}";

    /// <summary>3 to 24 lower-case letters and digits.</summary>
    public string StorageAccount => $"{_readable}{_stack}{Token}";

    /// <summary>5 to 50 letters and digits.</summary>
    public string Registry => $"{_readable}{_stack}{Token}";

    /// <summary>3 to 24, begins with a letter, no two hyphens in a row.</summary>
    public string KeyVault => $"kv-{_readable}-{Token}";

    /// <summary>The function app's name, of at most 32 characters, beyond which hosts would share their host ids.</summary>
    public string FunctionApp => Plain;

    /// <summary>3 to 32, begins with a letter.</summary>
    public string OnlineEndpoint => $"ep-{_readable}-{Token}";

    /// <summary>The action group's short name, of at most 12 characters.</summary>
    public const string ActionGroupShort = "serverlessml";

    /// <summary>The same for the same stack, as resources want that are named by a GUID.</summary>
    public string Guid(string purpose) => new Guid(First16($"{_full}#{purpose}")).ToString("D");

    private static byte[] First16(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];

    // Begins with a letter, so that every name that begins with it does.
    private static string Readable(string text, int most)
    {
        StringBuilder kept = new();
        foreach (var character in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(character) || (char.IsAsciiDigit(character) && kept.Length > 0))
            {
                kept.Append(character);
            }
        }

        return kept.Length == 0 ? "ml" : kept.ToString(0, Math.Min(most, kept.Length));
    }
}
