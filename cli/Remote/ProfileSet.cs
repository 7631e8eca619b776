namespace ServerlessML.Cli.Remote;

/// <summary>The profiles of a person, and which one is meant.</summary>
internal sealed record ProfileSet
{
    /// <summary>The one that is meant when none is named.</summary>
    public string Current { get; init; } = ProfileFile.Local;
    public IReadOnlyDictionary<string, Profile> Profiles { get; init; } = new Dictionary<string, Profile>();
}
