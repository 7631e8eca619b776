using ServerlessML.Contracts.Serving;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Rollout;

/// <summary>
/// The versions that were promoted, and those among them that a rollback goes back through: a version that was rolled back from is in the
/// line no more, so that «the one before» never is the bad one.
/// </summary>
/// <param name="Promoted">In the order of promotion.</param>
/// <param name="Line">The oldest first; the last is the champion.</param>
internal sealed record ChampionLine(IReadOnlyList<int> Promoted, IReadOnlyList<int> Line)
{
    /// <summary>The aliases', and of old ones what the kept revisions of the traffic plan tell.</summary>
    public static async Task<ChampionLine> OfAsync(ModelAliases aliases, DocumentStore documents, CancellationToken cancellation)
    {
        if (aliases is { Promoted: { } kept, Line: { } line })
        {
            return new(kept, line);
        }

        List<int> promoted = [];
        await foreach (
            var name in documents.ListAsync(StorageLayout.Deployments, StorageLayout.PlanRevisions(aliases.Pipeline), cancellation)
        )
        {
            if (
                (await documents.ReadAsync<TrafficPlan>(StorageLayout.Deployments, name, cancellation))?.Value is { } plan
                && plan.ChangeId == $"{plan.By}:promote"
                && plan.Serving() is { } version
            )
            {
                promoted.Add(version);
            }
        }

        // Where a plan is not kept any more, the names tell of two promotions.
        promoted = [.. new[] { aliases.Previous, aliases.Champion }.OfType<int>().Except(promoted), .. promoted.Distinct()];
        return new(promoted, aliases.Champion is { } champion ? [.. promoted[..(promoted.IndexOf(champion) + 1)]] : []);
    }

    /// <summary>The same aliases with the line kept in them.</summary>
    public ModelAliases In(ModelAliases aliases) => aliases with { Promoted = aliases.Promoted ?? Promoted, Line = aliases.Line ?? Line };

    /// <summary>The champion before the version; null for none.</summary>
    public static int? Before(IReadOnlyList<int> line, int? version) =>
        version is { } known && line.ToList().IndexOf(known) is var at and > 0 ? line[at - 1] : null;

    /// <summary>The line with the version at its end: cut there where it is in it, and longer by it otherwise.</summary>
    public static IReadOnlyList<int> To(IReadOnlyList<int> line, int version) =>
        line.Count > 0 && line[^1] == version ? line
        : line.ToList().IndexOf(version) is var at and >= 0 ? [.. line.Take(at + 1)]
        : [.. line, version];
}
