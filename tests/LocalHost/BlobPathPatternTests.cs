using ServerlessML.LocalHost.Hosting;

namespace ServerlessML.Tests.LocalHost;

public sealed class BlobPathPatternTests
{
    [Theory]
    [InlineData("landing/{pipeline}/{batch}/_SUCCESS", "", "flights/2001-01/_SUCCESS", "flights|2001-01")]
    [InlineData("landing/{pipeline}/{batch}/_SUCCESS", "", "a/b/c/_SUCCESS", "a/b|c")]
    [InlineData("landing/{pipeline}/{batch}/_SUCCESS", "", "flights/2001-01/_SUCCESS.txt", null)]
    [InlineData("landing/{pipeline}/{batch}/_SUCCESS", "", "flights/2001-01/x_SUCCESS", null)]
    [InlineData("pipelines/{name}.yaml", "", "flights.yaml", "flights")]
    [InlineData("pipelines/{name}.yaml", "", "flightsXyaml", null)]
    [InlineData("runs/requests/{id}", "requests/", "requests/7", "7")]
    [InlineData("runs/requests/{id}", "requests/", "Requests/7", null)]
    [InlineData("runs/a(b)/{id}", "a(b)/", "a(b)/7\n", "7\n")]
    [InlineData("runs", "", "any/thing", "any/thing")]
    public void Match_Name_CapturesExpressions(string path, string prefix, string name, string? captured)
    {
        var pattern = BlobPathPattern.Parse(path);

        Assert.Equal(prefix, pattern.Prefix);
        var values = pattern.Match(name);
        Assert.Equal(captured, values is null ? null : string.Join('|', pattern.Names.Select(key => values[key])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/x")]
    [InlineData("{container}/x")]
    [InlineData("runs/{}")]
    [InlineData("runs/{a")]
    [InlineData("runs/{a}/{a}")]
    [InlineData("runs/{a b}")]
    public void Parse_Wrong_IsRefusedByName(string path) =>
        Assert.Contains(path, Assert.Throws<InvalidSettingException>(() => BlobPathPattern.Parse(path)).Message, StringComparison.Ordinal);
}
