using ServerlessML.Cli.Output;
using ServerlessML.Cli.Parsing;

namespace ServerlessML.Cli.Remote;

/// <summary>Makes a profile of a system elsewhere: in Azure by Entra ID, or a local one of another machine by a person's token.</summary>
internal static class LoginCommand
{
    public static Command Make(Session session)
    {
        Argument<string> name = new("profile") { Description = "The profile's name", DefaultValueFactory = _ => "azure" };
        var api = Address("--api", "The API's address (the stack's output ApiUrl)");
        api.Required = true;
        var gateway = Address("--gateway", "The gateway's address (GatewayUrl), for predict");
        var landing = Address("--landing", "The landing container's address (LandingUrl), for land");
        Option<string?> tenant = new("--tenant") { Description = "The tenant of Entra ID that people sign in to", HelpName = "TENANT" };
        Option<string?> app = new("--app") { Description = "The app registration of the API", HelpName = "ID" };
        Option<string?> client = new("--client")
        {
            Description = "The public client that people sign in to (the Azure CLI's)",
            HelpName = "ID",
        };
        var authority = Address("--authority", "The sign-in service of another cloud");
        Option<bool> token = new("--token-stdin") { Description = "Read a person's token of a local system from standard input" };
        Option<bool> key = new("--gateway-key-stdin") { Description = "Read a key of the gateway from standard input" };
        Command command = new("login", "Sign in to a system: in Azure by a code of Entra ID, or by a token from standard input")
        {
            name,
            api,
            gateway,
            landing,
            tenant,
            app,
            client,
            authority,
            token,
            key,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(name) == ProfileFile.Local)
            {
                result.AddError("'local' is the system on this machine, which needs no login. Choose another name.");
            }
            else if (result.GetValue(token) && result.GetValue(key))
            {
                result.AddError("--token-stdin and --gateway-key-stdin both read standard input. Say one.");
            }
            else if (!result.GetValue(token) && (result.GetValue(tenant) is null || result.GetValue(app) is null))
            {
                result.AddError(
                    "--tenant and --app are needed to sign in with Entra ID; or --token-stdin for a system that is local there."
                );
            }
        });
        command.SetAction(
            async (parse, cancellation) =>
            {
                Profile profile = new()
                {
                    Api = parse.GetValue(api)!,
                    Gateway = parse.GetValue(gateway),
                    Landing = parse.GetValue(landing),
                    Token = parse.GetValue(token) ? Secret(session) : null,
                    GatewayKey = parse.GetValue(key) ? Secret(session) : null,
                };
                if (profile.Token is null)
                {
                    EntraSignIn entra = new() { Tenant = parse.GetValue(tenant)!, App = parse.GetValue(app)! };
                    entra = entra with
                    {
                        Client = parse.GetValue(client) ?? entra.Client,
                        Authority = parse.GetValue(authority) ?? entra.Authority,
                    };
                    var signedIn = await new EntraTokens(session, parse.GetValue(name)!).SignInAsync(entra, cancellation);
                    profile = profile with { Entra = signedIn };
                }

                // Who may not ask is told here, and not by a later command.
                using SystemApi asked = new(session, parse.GetValue(name)!, profile);
                await asked.GetAsync("pipelines");
                Keep(session, parse.GetValue(name)!, profile);
            }
        );
        return command;
    }

    private static void Keep(Session session, string name, Profile profile)
    {
        ProfileFile file = new(session);
        file.Keep(name, profile);
        file.Write(file.Read() with { Current = name });
        session.Tell($"Signed in to {PlainText.Line(profile.Api.AbsoluteUri)} as the profile '{name}', which commands now take.");
    }

    private static string Secret(Session session) =>
        session.In.ReadLine()?.Trim() is { Length: > 0 } secret
            ? secret
            : throw CommandFailedException.Usage("Standard input is empty.", "Pipe the secret into it: sml login … < FILE");

    private static Option<Uri?> Address(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "URL",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (
                    Uri.TryCreate(text, UriKind.Absolute, out var address)
                    && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
                )
                {
                    return address;
                }

                result.AddError($"{name} is “{text}”; it must be an https address (http only of this machine).");
                return null;
            },
        };
}
