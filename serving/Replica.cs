using System.Text;

namespace ServerlessML.Serving;

/// <summary>Which gateway this is: names what it writes, so that no two ever write the same blob.</summary>
/// <param name="Name">1 to 40 of a-z, 0-9 and '-'; the same after a restart where the machine's name is.</param>
public sealed record Replica(string Name)
{
    private const int Longest = 40;

    /// <summary>One for each start.</summary>
    public string Process { get; } = Guid.CreateVersion7().ToString("N");

    public string BlobPrefix => $"{Name}-{Process}";

    /// <summary>A name made of any text.</summary>
    public static Replica Called(string text)
    {
        var name = new StringBuilder();
        foreach (var c in text.ToLowerInvariant().Take(Longest))
        {
            name.Append(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-');
        }

        return new(name.Length == 0 ? "gateway" : name.ToString());
    }
}
