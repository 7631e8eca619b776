namespace ServerlessML.Tests.Contracts;

public sealed class TrafficPlanTests
{
    public static TheoryData<int[], int[], string?> Plans =>
        new()
        {
            { [1], [10_000], null },
            { [1, 2], [9_000, 1_000], null },
            { [], [], "no arms" },
            { [1, 2], [9_000, 900], "add up to 9900" },
            { [1, 2], [11_000, -1_000], "outside" },
            { [1, 1], [5_000, 5_000], "two arms" },
        };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Problems_Plan_AreNamed(int[] versions, int[] weights, string? problem)
    {
        var problems = string.Join("; ", Samples.Plan(versions, weights).Problems());
        Assert.Contains(problem ?? "", problems, StringComparison.Ordinal);
        Assert.Equal(problem is null, problems.Length == 0);
    }

    [Fact]
    public void Problems_BadName_NamesIt() =>
        Assert.Contains(
            "'../etc'",
            string.Join("; ", (Samples.Plan([1], [10_000]) with { Deployment = "../etc" }).Problems()),
            StringComparison.Ordinal
        );
}
