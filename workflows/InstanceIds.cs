using System.Text;

namespace ServerlessML.Workflows;

/// <summary>
/// Makes names that every durable backend takes: the Durable Task Scheduler has at most 100 characters, and Azure Storage's tables have no
/// slashes, marks or control characters in a key.
/// </summary>
public static class InstanceIds
{
    public const int Longest = 100;

    private const int Kept = 60;
    private const int HashLength = 32;

    /// <summary>The id itself where it fits, else its plain beginning and a hash of the whole.</summary>
    public static string Fitting(string id) => Fitting(id, Longest);

    /// <param name="id">What is to be named.</param>
    /// <param name="most">Characters; more than the hash has.</param>
    public static string Fitting(string id, int most) =>
        id.Length <= most && id.All(IsPlain)
            ? id
            : $"{new string([.. id.Where(IsPlain).Take(Math.Min(Kept, most - HashLength - 1))])}~"
                + Digest.Of(Encoding.UTF8.GetBytes(id)).Hex[..HashLength];

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' or '=';
}
