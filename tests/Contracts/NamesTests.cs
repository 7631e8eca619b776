namespace ServerlessML.Tests.Contracts;

public sealed class NamesTests
{
    [Theory]
    [InlineData("flight-delays", true)]
    [InlineData("abc", true)]
    [InlineData("ab", false)]
    [InlineData("Flight", false)]
    [InlineData("1abc", false)]
    [InlineData("abc-", false)]
    [InlineData("a/b", false)]
    [InlineData("a..b", false)]
    [InlineData("abc\n", false)]
    [InlineData("abcé", false)]
    [InlineData(null, false)]
    public void IsPipeline_Name_IsWhatTheRuleSays(string? name, bool expected) => Assert.Equal(expected, Names.IsPipeline(name));

    [Theory]
    [InlineData("2001-01", true)]
    [InlineData("date=2001-01_part.1", true)]
    [InlineData("..", false)]
    [InlineData("a..b", false)]
    [InlineData("../x", false)]
    [InlineData("_SUCCESS", false)]
    [InlineData("a b", false)]
    [InlineData("bátch", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    public void IsBatch_Name_IsWhatTheRuleSays(string name, bool expected) => Assert.Equal(expected, Names.IsBatch(name));
}
