using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ServerlessML.Cli.Remote;

/// <summary>
/// Signs people in by the device authorization grant of the Microsoft identity platform (v2.0, RFC 8628), and renews their tokens.
/// </summary>
internal sealed class EntraTokens(Session session, string profileName)
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>A token is renewed before it ends: a request may take its time.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    /// <summary>Shows a code to enter on another device, and waits until it is entered.</summary>
    /// <exception cref="CommandFailedException">The person declined, the code ran out, or the service says no.</exception>
    public async Task<EntraSignIn> SignInAsync(EntraSignIn entra, CancellationToken cancellation)
    {
        using HttpClient http = new(session.Http());
        var scope = $"{entra.ApiScope} offline_access";
        var code = await AskAsync(http, entra, "devicecode", [("scope", scope)], cancellation);
        if ((string?)code["device_code"] is not { } device)
        {
            throw Refused(code);
        }

        session.Tell((string?)code["message"] ?? $"Open {code["verification_uri"]} and enter {code["user_code"]}.");
        var interval = TimeSpan.FromSeconds((int?)code["interval"] ?? 5);
        var until = session.Time.GetUtcNow() + TimeSpan.FromSeconds((int?)code["expires_in"] ?? 900);
        while (session.Time.GetUtcNow() < until)
        {
            await Task.Delay(interval, session.Time, cancellation);
            var answer = await AskAsync(http, entra, "token", [("grant_type", Grant), ("device_code", device)], cancellation);
            switch ((string?)answer["error"])
            {
                case null:
                    return With(entra, entra.ApiScope, answer);
                case "authorization_pending":
                    break;
                case "slow_down":
                    interval += TimeSpan.FromSeconds(5);
                    break;
                default:
                    throw Refused(answer);
            }
        }

        throw new CommandFailedException(ExitCode.Authentication, "Nobody entered the code in time.", "Log in again: sml login …");
    }

    /// <summary>A token for a scope: the known one while it is good, else a new one, which is kept.</summary>
    /// <exception cref="CommandFailedException">The person must sign in again.</exception>
    public async Task<(Profile Profile, EntraToken Token)> GetAsync(Profile profile, string scope)
    {
        var entra = profile.Entra
            ?? throw new CommandFailedException(
                ExitCode.Authentication,
                $"Nobody is signed in to '{profileName}' with Entra ID.",
                $"Log in: sml login {profileName} --api URL --tenant TENANT --app ID"
            );
        if (entra.Tokens.TryGetValue(scope, out var known) && known.Until - Early > session.Time.GetUtcNow())
        {
            return (profile, known);
        }

        using HttpClient http = new(session.Http());
        var answer = await AskAsync(
            http,
            entra,
            "token",
            [("grant_type", "refresh_token"), ("refresh_token", entra.Refresh ?? ""), ("scope", $"{scope} offline_access")],
            CancellationToken.None
        );
        if (answer["error"] is not null)
        {
            throw Refused(answer);
        }

        var renewed = profile with { Entra = With(entra, scope, answer) };
        new ProfileFile(session).Keep(profileName, renewed);
        return (renewed, renewed.Entra.Tokens[scope]);
    }

    private EntraSignIn With(EntraSignIn entra, string scope, JsonNode answer) =>
        entra with
        {
            Refresh = (string?)answer["refresh_token"] ?? entra.Refresh,
            Tokens = new Dictionary<string, EntraToken>(entra.Tokens)
            {
                [scope] = new(
                    (string?)answer["access_token"] ?? throw Refused(answer),
                    session.Time.GetUtcNow() + TimeSpan.FromSeconds((int?)answer["expires_in"] ?? 3600)
                ),
            },
        };

    private static async Task<JsonNode> AskAsync(
        HttpClient http,
        EntraSignIn entra,
        string endpoint,
        (string Name, string Value)[] form,
        CancellationToken cancellation
    )
    {
        Uri address = new(entra.Authority, $"{Uri.EscapeDataString(entra.Tenant)}/oauth2/v2.0/{endpoint}");
        using FormUrlEncodedContent content = new([
            new("client_id", entra.Client),
            .. form.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ]);
        try
        {
            using var response = await http.PostAsync(address, content, cancellation);
            return await response.Content.ReadFromJsonAsync<JsonNode>(cancellation) ?? new JsonObject();
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException)
        {
            throw new CommandFailedException(
                ExitCode.Authentication,
                string.Create(CultureInfo.InvariantCulture, $"{address} does not answer as it should: {e.Message}"),
                "Is the machine online, and the tenant right?"
            );
        }
    }

    private CommandFailedException Refused(JsonNode answer) =>
        new(
            ExitCode.Authentication,
            $"Entra ID refuses: {(string?)answer["error_description"] ?? (string?)answer["error"] ?? "it gave no token"}",
            $"Log in again: sml login {profileName} --api URL --tenant TENANT --app ID"
        );
}
