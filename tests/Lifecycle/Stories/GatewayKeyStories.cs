using System.Net;
using ServerlessML.Contracts.Serving;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>Who may ask the gateway what, by the API.</summary>
[Collection(Worlds.Batches)]
public sealed class GatewayKeyStories(World world)
{
    [Fact]
    public async Task GivenAnOperator_WhenAKeyIsMadeMadeAgainAndTakenAway_ThenOnlyTheLastOneCountsAndNoneIsKept()
    {
        var first = (await PutAsync("booking-site", """{"rights":["predict","predict"],"deployments":["flights"]}""")).Is(
            HttpStatusCode.Created,
            "booking-site",
            "operator@local",
            "flights"
        );
        var second = (await PutAsync("booking-site", """{"rights":["predict","feedback"],"until":"2999-01-01T00:00:00Z"}""")).Is(
            HttpStatusCode.Created
        );

        var kept = (
            await world.Container(StorageLayout.Deployments).GetBlobClient(StorageLayout.GatewayKeys).DownloadContentAsync()
        ).Value.Content.ToArray();
        var key = Assert.Single(CanonicalJson.Deserialize<GatewayKeys>(kept).Keys, key => key.Name == "booking-site");
        Assert.Equal(GatewayKey.DigestOf((string)second.Json["key"]!), key.Digest);
        Assert.NotEqual((string)first.Json["key"]!, (string)second.Json["key"]!);
        Assert.Equal(("predict, feedback", null), (string.Join(", ", key.Rights), key.Deployments));
        var listed = (await world.GetAsync("gateway/keys", "operator")).Is(HttpStatusCode.OK, "booking-site");
        Assert.DoesNotContain(key.Digest.Hex, listed.Text, StringComparison.Ordinal);

        (await world.DeleteAsync("gateway/keys/booking-site", "operator")).Is(HttpStatusCode.NoContent);
        (await world.DeleteAsync("gateway/keys/booking-site", "operator")).Is(
            HttpStatusCode.NotFound,
            "The gateway has no key 'booking-site'. GET /api/gateway/keys lists them."
        );
        Assert.DoesNotContain("booking-site", (await world.GetAsync("gateway/keys", "operator")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("booking-site", """{"rights":[]}""", "'rights' must be one or more of predict, feedback, observe, not []")]
    [InlineData("booking-site", """{"rights":["admin"]}""", "not [admin]")]
    [InlineData("booking-site", """{"rights":["predict"],"deployments":[]}""", "'deployments' is empty")]
    [InlineData(
        "booking-site",
        """{"rights":["predict"],"deployments":["../all"]}""",
        "'../all' in 'deployments' is not the name of a deployment"
    )]
    [InlineData(
        "booking-site",
        """{"rights":["predict"],"until":"2020-01-01T00:00:00Z"}""",
        "'until' is 2020-01-01 00:00:00Z, which has passed."
    )]
    [InlineData("booking-site", """{"rights":["predict"],"untill":"2999-01-01T00:00:00Z"}""", "untill")]
    [InlineData("Booking", """{"rights":["predict"]}""", "'Booking' is not the name of a key")]
    public async Task GivenARequestThatIsNoKeys_WhenItIsPut_ThenTheFaultIsNamed(string name, string body, string named) =>
        (await PutAsync(name, body)).Is(HttpStatusCode.BadRequest, named);

    [Fact]
    public async Task GivenAnotherRole_WhenItAsksForKeys_ThenItIsRefused()
    {
        (await world.GetAsync("gateway/keys")).Is(HttpStatusCode.Forbidden, "engineer@local");
        (await world.PutAsync("gateway/keys/booking-site", """{"rights":["predict"]}""")).Is(HttpStatusCode.Forbidden);
        (await world.DeleteAsync("gateway/keys/booking-site", "approver")).Is(HttpStatusCode.Forbidden);
    }

    private Task<Answer> PutAsync(string name, string body) => world.PutAsync($"gateway/keys/{name}", body, "operator");
}
