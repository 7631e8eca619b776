using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using ServerlessML.Functions;
using ServerlessML.Functions.Approval.Notices;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Tests.Functions.Approval;

/// <summary>Notices over real HTTP.</summary>
public sealed class NoticeTests
{
    private const string Secret = "a secret of the tests";

    private static readonly Notice Notice = new()
    {
        Key = "flights-1:waiting",
        Kind = NoticeKind.Waiting,
        RunId = "flights-1",
        Pipeline = "flights",
        Message = "waiting for 1 approver",
        Evidence = Digest.Of([1]),
        At = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(7),
        By = "ann@local",
        Comment = "see <https://evil.example|here> & [there](https://evil.example)",
    };

    [Fact]
    public async Task Send_Json_IsSignedAndLinksToTheRunsPage()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        Assert.True(await SendAsync(receiver.Address));
        var call = Assert.Single(receiver.Calls);
        var body = JsonNode.Parse(call.Body)!;
        Assert.Equal(
            "waiting waiting for 1 approver http://127.0.0.1:7071/api/page#flights-1",
            $"{body["kind"]} {body["message"]} {body["link"]}"
        );
        Assert.Equal(
            ("flights-1:waiting", "1767225600"),
            (call.Headers[NoticeClient.DeliveryHeader], call.Headers[NoticeSigner.TimestampHeader])
        );
        Assert.Equal(NoticeSigner.Signature(Secret, "1767225600", call.Body), call.Headers[NoticeSigner.SignatureHeader]);
        Assert.NotEqual(NoticeSigner.Signature(Secret, "1767225601", call.Body), call.Headers[NoticeSigner.SignatureHeader]);
    }

    [Fact]
    public void Signature_IsHmacOverTimestampAndBody()
    {
        // Made by «printf '1.2' | openssl dgst -sha256 -hmac Jefe».
        Assert.Equal(
            "sha256=56f99b71fc50056fd3581848ebd5a65fc8e016bb973e23b5a9b3e9469b190c32",
            NoticeSigner.Signature("Jefe", "1", "2"u8.ToArray())
        );
    }

    // A reference to a secret that is not there yet stays what it is, and is no secret.
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@Microsoft.KeyVault(VaultName=kv;SecretName=notify-secret)")]
    [InlineData("@microsoft.keyvault(SecretUri=x)")]
    public async Task Send_WithoutASecret_IsNotSigned(string? secret)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await SendAsync(receiver.Address, secret: secret);
        Assert.DoesNotContain(NoticeSigner.SignatureHeader, Assert.Single(receiver.Calls).Headers.Keys);
    }

    [Fact]
    public async Task Send_Slack_MakesNoLinksOfWhatPeopleWrote()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await SendAsync(receiver.Address, NotifyFormat.Slack);
        var body = JsonNode.Parse(receiver.Calls[0].Body)!;
        Assert.Contains("see &lt;https://evil.example|here&gt; &amp;", (string)body["text"]!, StringComparison.Ordinal);
        Assert.Equal("http://127.0.0.1:7071/api/page#flights-1", (string)body["blocks"]![2]!["elements"]![0]!["url"]!);
    }

    [Fact]
    public async Task Send_Teams_IsAnAdaptiveCard()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await SendAsync(receiver.Address, NotifyFormat.Teams);
        var card = JsonNode.Parse(receiver.Calls[0].Body)!["attachments"]![0]!;
        Assert.Equal(
            "application/vnd.microsoft.card.adaptive AdaptiveCard Action.OpenUrl",
            $"{card["contentType"]} {card["content"]!["type"]} {card["content"]!["actions"]![0]!["type"]}"
        );
        Assert.Contains(
            @"\[there\]\(",
            card["content"]!["body"]![1]!["facts"]!.ToJsonString().Replace(@"\\", @"\", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Send_ReceiverThatMayTakeItLater_IsTriedAgain(int status)
    {
        await using var receiver = await WebhookReceiver.StartAsync(status);
        Assert.Contains(
            "did not take it",
            (await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(receiver.Address))).Message,
            StringComparison.Ordinal
        );
        Assert.True(await SendAsync(receiver.Address));
        Assert.Equal(receiver.Calls[0].Headers[NoticeClient.DeliveryHeader], receiver.Calls[1].Headers[NoticeClient.DeliveryHeader]);
    }

    [Fact]
    public async Task Send_ReceiverThatRefuses_IsNotTriedAgainAndItsPathIsNotTold()
    {
        await using var receiver = await WebhookReceiver.StartAsync(404);
        var refused = await Assert.ThrowsAsync<PermanentFailureException>(() => SendAsync($"{receiver.Address}/services/hush"));
        Assert.EndsWith("did not take it", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        await using var elsewhere = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync(
            (_, http) =>
            {
                http.Response.StatusCode = 307;
                http.Response.Headers.Location = elsewhere.Address;
                return Task.CompletedTask;
            }
        );
        Assert.Contains(
            "did not take it",
            (await Assert.ThrowsAsync<PermanentFailureException>(() => SendAsync(receiver.Address))).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(elsewhere.Calls);
    }

    [Fact]
    public async Task Send_ReceiverThatDoesNotAnswer_IsGivenUpAndTriedAgain()
    {
        var end = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync((_, _) => end.Task);
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() =>
            SendAsync(receiver.Address, patience: TimeSpan.FromMilliseconds(200))
        );
        end.SetResult();
        Assert.Contains("did not answer in time", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NobodyThere_SaysSo()
    {
        var receiver = await WebhookReceiver.StartAsync();
        var address = receiver.Address;
        await receiver.DisposeAsync();
        Assert.Contains(
            "cannot be reached",
            (await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(address))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Send_AddressOfThisMachineUnlessAllowed_IsRefusedUnasked(string host)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var address = new UriBuilder(receiver.Address) { Host = host }.ToString();
        Assert.Contains(
            "unless the operator sets Notify__Private to allow",
            (await Assert.ThrowsAsync<PermanentFailureException>(() => SendAsync(address, allowPrivate: false))).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(receiver.Calls);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.100.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    public void Is_SpecialAddress_IsNotPublic(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(System.Net.IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://example.org/hook")]
    [InlineData("https://ann:secret@example.org/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("hook")]
    public async Task Send_AddressThatIsNoneToSendTo_IsRefused(string address) =>
        await Assert.ThrowsAsync<PermanentFailureException>(() => SendAsync(address));

    private static async Task<bool> SendAsync(
        string url,
        NotifyFormat format = NotifyFormat.Json,
        string? secret = Secret,
        TimeSpan? patience = null,
        bool allowPrivate = true
    )
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(NoticeSigner.SecretSetting, secret)]).Build();
        using var http = new HttpClient(NoticeClient.Handler(allowPrivate)) { Timeout = patience ?? NoticeClient.Patience };
        var client = new NoticeClient(http, new NoticeSigner(configuration, new ManualTimeProvider()));
        return await new SendNotice(client, FunctionsOptions.From(configuration)).RunAsync(
            new()
            {
                Notice = Notice,
                Target = new() { Url = url, Format = format },
            },
            default
        );
    }
}
