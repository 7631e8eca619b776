using FsCheck;
using FsCheck.Fluent;
using ServerlessML.Infra.Settings;
using ServerlessML.Preview.Policies;

namespace ServerlessML.Tests.Infra;

public sealed class AzureNamesTests
{
    [Fact]
    public void Names_OfAnyProjectAndStack_AreWithinTheRulesOfTheTightest() =>
        Prop.ForAll<string, string>(
                (project, stack) =>
                {
                    AzureNames names = new("organization", project ?? "", stack ?? "");
                    Assert.Matches("^[a-z][a-z0-9]{8,23}$", names.StorageAccount);
                    Assert.Matches("^[a-z][a-z0-9]{8,49}$", names.Registry);
                    Assert.Matches("^kv-[a-z][a-z0-9]{0,9}-[0-9a-f]{8}$", names.KeyVault);
                    Assert.Matches("^(?!.*--)[a-z][a-z0-9-]{1,30}[a-z0-9]$", names.FunctionApp);
                    Assert.Matches("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", names.OnlineEndpoint);
                }
            )
            .QuickCheckThrowOnFailure();

    // The whole graph, with each of its names, for a few that are bad in their own way.
    [Theory]
    [InlineData("a", "b")]
    [InlineData("1-2.3_4", "9")]
    [InlineData("-.-", "___")]
    [InlineData("Größe-und-Maß", "ünïcode")]
    [InlineData(
        "an-exceedingly-long-project-name-that-goes-on-and-on-until-one-hundred-characters-have-been-used-up-0",
        "an-exceedingly-long-stack-name-that-goes-on-and-on-until-one-hundred-characters-have-been-used-up-000"
    )]
    [InlineData("PROJECT", "PROD")]
    public async Task Graph_OfOddNames_KeepsEveryNamingRule(string project, string stack)
    {
        var graph = await Graphs.Named(project, stack, "prod", ("azureMl", "true"));

        Assert.Equal([], NamePolicies.Find(graph));
    }

    [Fact]
    public void Names_OfDifferentStacks_Differ() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>(
                (one, other) =>
                    one.Get == other.Get
                    || new AzureNames("o", "p", one.Get).StorageAccount != new AzureNames("o", "p", other.Get).StorageAccount
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Names_OfTheSameProjectElsewhere_Differ() =>
        Assert.NotEqual(new AzureNames("one", "serverlessml", "prod").KeyVault, new AzureNames("other", "serverlessml", "prod").KeyVault);
}
