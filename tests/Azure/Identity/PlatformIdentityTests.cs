using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Identity;
using ServerlessML.Functions.Approval;
using ServerlessML.Functions.Audit;
using ServerlessML.Functions.Identity;
using ServerlessML.Functions.Storage;

namespace ServerlessML.Tests.Azure.Identity;

/// <summary>The platform's headers count where it was said that the platform sets them, and only there.</summary>
[Collection(StorageCollection.Name)]
public sealed class PlatformIdentityTests(StorageRoom room)
{
    private const string Ann = "5b5450db-eb26-4c1a-981c-ba1d25f0483d";
    private const string Tenant = "7a5c1b52-0000-4000-8000-0000000000aa";

    private static readonly (string, string)[] InAzure =
    [
        (IdentityOptions.FromSetting, "platform"),
        ("WEBSITE_SITE_NAME", "ml-api"),
        (IdentityOptions.TenantSetting, Tenant),
    ];

    [Fact]
    public async Task Header_OfTheTrustedPlatform_IsThePersonAndTheirAppRoles()
    {
        await using var host = await ApiHost.StartAsync(room, InAzure);
        var deployment = await DeploymentAsync();

        Assert.Equal(HttpStatusCode.OK, await RollBackAsync(host, deployment, Principal(Ann, "ann@contoso.com", "operator", "reader")));

        var entry = (await new AuditLog(room.Storage.Documents, TimeProvider.System).ReadAsync(deployment, 0, 10)).Single(entry =>
            entry.Action == ApprovalAction.Rollback
        );
        Assert.Equal(("ann@contoso.com", Ann, Role.Operator), (entry.Who, entry.WhoId, entry.Role));
        Assert.Empty((await new AuditVerifier(room.Storage.Documents, TimeProvider.System).VerifyAsync(deployment)).Problems);
    }

    [Fact]
    public async Task Header_WithoutTheRole_IsForbiddenByName()
    {
        await using var host = await ApiHost.StartAsync(room, InAzure);
        Assert.Equal(HttpStatusCode.Forbidden, await RollBackAsync(host, "flights", Principal(Ann, "ann@contoso.com", "engineer")));
    }

    private static string[] NotBelieved =>
        [
            "not base64!",
            Convert.ToBase64String("not json"u8),
            Convert.ToBase64String("null"u8),
            Convert.ToBase64String("{}"u8),
            Convert.ToBase64String("""{"auth_typ":"aad","claims":null}"""u8),
            Convert.ToBase64String("""{"auth_typ":"aad","claims":[null]}"""u8),
            Principal(Ann, "ann@contoso.com", "operator", provider: "github"),
            Principal("not-an-id", "ann@contoso.com", "operator"),
            Principal(null, "ann@contoso.com", "operator"),
            Principal(Ann, null, "operator"),
            Principal(Ann, "ann\n@contoso.com", "operator"),
            Principal(Ann, new string('a', 300), "operator"),
            Principal(Ann, "ann@fabrikam.com", "operator", tenant: "00000000-0000-4000-8000-000000000001"),
        ];

    [Fact]
    public async Task Header_ThatIsMalformedOrForeign_IsNobody()
    {
        await using var host = await ApiHost.StartAsync(room, InAzure);
        foreach (var header in NotBelieved)
        {
            Assert.Equal((header, HttpStatusCode.Unauthorized), (header, await RollBackAsync(host, "flights", header)));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await RollBackAsync(host, "flights", null));
    }

    [Theory]
    [InlineData("host", null, null, HttpStatusCode.Forbidden)]
    [InlineData("platform", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("host", "ml-api", null, HttpStatusCode.Unauthorized)]
    [InlineData("platform", "ml-api", "False", HttpStatusCode.Unauthorized)]
    public async Task Header_WhereNothingSaysThatThePlatformSetsIt_IsIgnored(
        string from,
        string? site,
        string? auth,
        HttpStatusCode expected
    )
    {
        await using var host = await ApiHost.StartAsync(
            room,
            (IdentityOptions.FromSetting, from),
            ("WEBSITE_SITE_NAME", site ?? ""),
            ("WEBSITE_AUTH_ENABLED", auth ?? "")
        );
        // An engineer's own token, and a header that would make an operator of them.
        Assert.Equal(expected, await RollBackAsync(host, "flights", Principal(Ann, "ann@contoso.com", "operator")));
    }

    [Fact]
    public void Program_WithoutAPersonsName_IsKnownByItsApp()
    {
        var header = new JsonObject
        {
            ["auth_typ"] = "aad",
            ["claims"] = new JsonArray(
                new JsonObject { ["typ"] = "appid", ["val"] = "4962773b-9cdb-44cf-a8bf-237846a00ab7" },
                new JsonObject { ["typ"] = "oid", ["val"] = Ann },
                new JsonObject { ["typ"] = "roles", ["val"] = "engineer" }
            ),
        };
        var principal = ClientPrincipal.Read(Convert.ToBase64String(Encoding.UTF8.GetBytes(header.ToJsonString())))!;
        Assert.Equal(
            ("app:4962773b-9cdb-44cf-a8bf-237846a00ab7", Ann, "engineer"),
            (principal.Name, principal.ObjectId, principal.Roles.Single())
        );
    }

    [Theory]
    [InlineData(Ann)]
    [InlineData(null)]
    public async Task Decision_IsAuditedWithTheObjectId_AndWithoutOneAsItAlwaysWas(string? id)
    {
        var pipeline = room.NewName("flights-late");
        var manifests = new RunManifests(room.Storage.Documents);
        var log = new AuditLog(room.Storage.Documents, TimeProvider.System);
        await manifests.OpenAsync(
            new()
            {
                RunId = $"{pipeline}-run",
                Pipeline = pipeline,
                Batch = "b",
                StartedBy = "eve",
                StartedAt = DateTimeOffset.UtcNow,
                CodeVersion = "1",
                Definition = Digest.Of([1]),
                Dataset = Digest.Of([2]),
            }
        );
        var decision = new ApprovalDecision
        {
            Evidence = Digest.Of([3]),
            Approved = true,
            By = "ann@contoso.com",
            ById = id,
            Role = Role.Approver,
            At = DateTimeOffset.UtcNow,
        };

        await new RecordDecision(manifests, log).RunAsync(new() { RunId = $"{pipeline}-run", Decision = decision }, default);

        var entry = Assert.Single(await log.ReadAsync(pipeline, 0, 10));
        Assert.Equal(id, entry.WhoId);
        Assert.Equal(id is not null, Encoding.UTF8.GetString(CanonicalJson.Serialize(entry)).Contains("whoId", StringComparison.Ordinal));
        Assert.Equal(id is not null, Encoding.UTF8.GetString(CanonicalJson.Serialize(decision)).Contains("byId", StringComparison.Ordinal));
    }

    private static string Principal(
        string? id,
        string? name,
        string role,
        string? second = null,
        string provider = "aad",
        string tenant = Tenant
    )
    {
        var claims = new JsonArray();
        Add("http://schemas.microsoft.com/identity/claims/objectidentifier", id);
        Add("http://schemas.microsoft.com/identity/claims/tenantid", tenant);
        Add("preferred_username", name);
        Add("http://schemas.microsoft.com/ws/2008/06/identity/claims/role", role);
        Add("roles", second);
        return Convert.ToBase64String(
            Encoding.UTF8.GetBytes(
                new JsonObject
                {
                    ["auth_typ"] = provider,
                    ["claims"] = claims,
                    ["name_typ"] = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
                    ["role_typ"] = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
                }.ToJsonString()
            )
        );

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                claims.Add(new JsonObject { ["typ"] = type, ["val"] = value });
            }
        }
    }

    // The local host asks for a token before anything else, as the platform does in Azure.
    private static async Task<HttpStatusCode> RollBackAsync(ApiHost host, string deployment, string? header)
    {
        using var client = host.Client(Role.Engineer);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"deployments/{deployment}/rollback")
        {
            Content = new StringContent("""{"reason":"errors"}""", Encoding.UTF8, "application/json"),
        };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(ClientPrincipal.Header, header);
        }

        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    // Two versions, the second of which serves.
    private async Task<string> DeploymentAsync()
    {
        var deployment = room.NewName("flights-late");
        var models = new ModelRegistry(room.Storage.Documents, TimeProvider.System);
        foreach (var run in (string[])["first", "second"])
        {
            await models.RegisterAsync(
                new()
                {
                    RunId = run,
                    Pipeline = deployment,
                    Model = Digest.Of(Encoding.UTF8.GetBytes(run)),
                    Evidence = Digest.Of([1]),
                    Dataset = Digest.Of([2]),
                    Profile = Digest.Of([3]),
                    Value = 0.7,
                }
            );
        }

        await models.ChangeAliasesAsync(deployment, aliases => aliases with { Champion = 2, Previous = 1 });
        await new TrafficPlans(room.Storage.Documents).ChangeAsync(deployment, "run:promote", _ =>
            Rollout.Plans.Of((2, 100)) with
            {
                Deployment = deployment,
            }
        );
        return deployment;
    }
}
