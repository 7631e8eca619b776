using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Readme;

/// <summary>The tutorial's files and commands, used as they stand there against a system of their own.</summary>
[Collection(CheckoutCollection.Name)]
public sealed class TutorialTests
{
    [Fact]
    public async Task Tutorial_FollowedInAFreshFolder_ServesAPrediction()
    {
        using var folder = new TemporaryFolder();
        await using var session = new TutorialSession(folder.Path);

        foreach (var block in TutorialBlock.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "tutorial.md"))))
        {
            await session.FollowAsync(block);
        }
    }
}
