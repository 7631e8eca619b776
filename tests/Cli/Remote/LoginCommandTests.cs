using System.Net;
using ServerlessML.Cli;

namespace ServerlessML.Tests.Cli.Remote;

/// <summary>Signing in by a device code of Entra ID, and what is kept of it.</summary>
public sealed class LoginCommandTests : IDisposable
{
    private readonly TemporaryFolder _config = new();
    private readonly AnsweringApi _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _config.Dispose();
    }

    [Fact]
    public async Task Login_ByACode_KeepsTokensOfTheOwnerAlone_AndCommandsTakeThem()
    {
        _http.With(
            "POST /contoso/oauth2/v2.0/devicecode",
            """{"device_code":"dev","user_code":"ABC","interval":0,"expires_in":900,"message":"Open it and enter ABC"}"""
        );
        _http
            .With("POST /contoso/oauth2/v2.0/token", """{"error":"authorization_pending"}""", HttpStatusCode.BadRequest)
            .With("POST /contoso/oauth2/v2.0/token", """{"access_token":"t1","refresh_token":"r1","expires_in":3600}""");
        _http.With("GET /api/pipelines", """{"pipelines":["flights"]}""");

        var said = await SaidAsync("login", "prod", "--api", "https://api.example/api", "--tenant", "contoso", "--app", "app-1");

        Assert.Equal((0, ""), (said.Code, said.Out));
        Assert.Contains("Open it and enter ABC", said.Error, StringComparison.Ordinal);
        Assert.Contains(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=dev",
            _http.Asked[1].Body,
            StringComparison.Ordinal
        );
        Assert.Contains("scope=api%3A%2F%2Fapp-1%2Fuser_impersonation+offline_access", _http.Asked[0].Body, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_config["profiles.json"]));

        Assert.Contains("flights", (await SaidAsync("pipeline", "list")).Out, StringComparison.Ordinal);
        Assert.Equal("t1", _http.Asked.Last().Bearer);
        Assert.Contains("prod *", (await SaidAsync("profiles")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await SaidAsync("profiles", "forget", "prod")).Code);
        Assert.DoesNotContain("t1", File.ReadAllText(_config["profiles.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_ThatIsDeclined_IsAnAuthenticationError()
    {
        _http.With("POST /contoso/oauth2/v2.0/devicecode", """{"device_code":"dev","interval":0,"expires_in":900}""");
        _http.With(
            "POST /contoso/oauth2/v2.0/token",
            """{"error":"authorization_declined","error_description":"The person said no."}""",
            HttpStatusCode.BadRequest
        );
        var said = await SaidAsync("login", "prod", "--api", "https://api.example/api", "--tenant", "contoso", "--app", "app-1");
        Assert.Equal(4, said.Code);
        Assert.Contains("The person said no.", said.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_config["profiles.json"]));
    }

    [Fact]
    public async Task Profiles_ThatOthersCanRead_AreNotTaken()
    {
        File.WriteAllText(_config["profiles.json"], "{}");
        File.SetUnixFileMode(_config["profiles.json"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal(4, (await SaidAsync("pipeline", "list")).Code);
    }

    [Theory]
    [InlineData("must be an https address", "--api", "http://api.example", "--tenant", "t", "--app", "a")]
    [InlineData("--tenant and --app are needed", "--api", "https://api.example/api")]
    public async Task Login_WithoutWhatItNeeds_IsAUsageError(string message, params string[] words)
    {
        var said = await SaidAsync(["login", .. words]);
        Assert.Equal(2, said.Code);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
    }

    private Task<Said> SaidAsync(params string[] words) => Said.OfAsync(words, At);

    private Session At(Session session) => session with { Http = () => _http, Environment = Variable };

    private string? Variable(string name) => name == "SML_CONFIG" ? _config.Path : null;
}
