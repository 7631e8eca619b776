using ServerlessML.Contracts.Identity;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Serving;
using ServerlessML.Storage;

namespace ServerlessML.Tests.Crash;

/// <summary>What a deployment's documents say of its traffic, and whether they tell one story.</summary>
public sealed class Released(StorageClients storage)
{
    /// <summary>Read while nothing writes: whoever has traffic has a name, and the baseline that is its own.</summary>
    public async Task<string> TogetherAsync(string name)
    {
        var (plan, aliases) = await SoundAsync(name);
        foreach (var arm in plan.Arms)
        {
            Assert.True(
                arm.Weight == 0 || arm.Version == aliases.Champion || arm.Version == aliases.Challenger,
                $"version {arm.Version} has traffic, but no name: champion {aliases.Champion}, challenger {aliases.Challenger}"
            );
        }

        return Text(plan, aliases);
    }

    /// <summary>Whoever has traffic between two writes of one command was promoted once, or ramps.</summary>
    public async Task<string> ChosenAsync(string name)
    {
        if (await storage.Documents.ReadAsync<TrafficPlan>(StorageLayout.Deployments, StorageLayout.Plan(name)) is null)
        {
            return "no plan yet";
        }

        var (plan, aliases) = await SoundAsync(name);
        Assert.All(plan.Arms.Where(arm => arm.Weight > 0), arm =>
            Assert.True(
                arm.Version == aliases.Champion || arm.Version == aliases.Challenger || aliases.Promoted?.Contains(arm.Version) == true,
                $"nobody chose version {arm.Version}: {Text(plan, aliases)}"
            )
        );
        return Text(plan, aliases);
    }

    /// <summary>One version has all of the traffic once everything has ended, it is the champion, and nobody ramps.</summary>
    public async Task<string> SettledAsync(string name)
    {
        var told = await TogetherAsync(name);
        var (plan, aliases) = await SoundAsync(name);
        Assert.True(plan.Serving() is { } serving && serving == aliases.Champion && aliases.Challenger is null, told);
        await new Audit(storage).PlansAsync(name);
        return told;
    }

    public async Task<IReadOnlyList<AuditEntry>> LogAsync(string name)
    {
        List<AuditEntry> entries = [];
        while (
            (await storage.Documents.ReadAsync<AuditEntry>(StorageLayout.Audit, StorageLayout.AuditEntry(name, entries.Count + 1)))?.Value
                is { } entry
        )
        {
            entries.Add(entry);
        }

        return entries;
    }

    private async Task<(TrafficPlan Plan, ModelAliases Aliases)> SoundAsync(string name)
    {
        var plan = await ReadAsync<TrafficPlan>(StorageLayout.Deployments, StorageLayout.Plan(name));
        var aliases = await ReadAsync<ModelAliases>(StorageLayout.Models, StorageLayout.Aliases(name));
        Assert.Empty(plan.Problems());
        foreach (var arm in plan.Arms)
        {
            var version = await ReadAsync<ModelVersion>(StorageLayout.Models, StorageLayout.ModelVersion(name, arm.Version));
            Assert.Equal((version.Model, version.Profile), (arm.Model, arm.Profile));
        }

        return (plan, aliases);
    }

    private static string Text(TrafficPlan plan, ModelAliases aliases) =>
        $"revision {plan.Revision}, "
        + $"{string.Join(", ", plan.Arms.Select(arm => $"version {arm.Version} {arm.Weight / 100} %"))}; champion "
        + $"{aliases.Champion}, challenger {aliases.Challenger}";

    private async Task<T> ReadAsync<T>(string container, string name)
        where T : class =>
        (await storage.Documents.ReadAsync<T>(container, name))?.Value
        ?? throw new InvalidOperationException($"{container}/{name} is missing.");
}
