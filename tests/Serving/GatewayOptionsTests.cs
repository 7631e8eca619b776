using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class GatewayOptionsTests
{
    [Theory]
    [InlineData("--Gateway:Port=seventy", "Gateway:Port")]
    [InlineData("--Gateway:Port=70800", "Gateway:Port")]
    [InlineData("--Gateway:PollInterval=0", "Gateway:PollInterval")]
    [InlineData("--Gateway:MaxConcurrentRequests=-1", "Gateway:MaxConcurrentRequests")]
    [InlineData("--Gateway:CaptureBatch=1e9", "Gateway:CaptureBatch")]
    [InlineData("--Gateway:Arm=flights", "Gateway:Arm")]
    [InlineData("--Gateway:Arm=flights/0", "Gateway:Arm")]
    [InlineData("--Gateway:CacheDirectory=/dev/null/cache", "Gateway:CacheDirectory")]
    [InlineData("--urls=ftp://host", "urls")]
    [InlineData("--Gateway:Http2Urls=https://host", "Gateway:Http2Urls")]
    [InlineData("--AzureWebJobsStorage=nonsense", "AzureWebJobsStorage")]
    [InlineData("--AzureWebJobsStorage=", "AzureWebJobsStorage")]
    public void Build_ASettingThatCannotBeUsed_IsNamed(string argument, string setting)
    {
        using var cache = new TemporaryFolder();
        var failure = Assert.Throws<InvalidOperationException>(() => Gateway.Build([$"--Gateway:CacheDirectory={cache.Path}", argument]));
        Assert.Contains($"setting {setting}", failure.Message, StringComparison.Ordinal);
    }
}
