using System.Text.Json.Serialization;

namespace ServerlessML.Cli.Remote;

/// <summary>Where a system is, and who asks it.</summary>
internal sealed record Profile
{
    /// <summary>The API's address, with its <c>/api</c>.</summary>
    public required Uri Api { get; init; }
    public Uri? Gateway { get; init; }

    /// <summary>The address of the landing container.</summary>
    public Uri? Landing { get; init; }

    /// <summary>A person's token of a local system; null where Entra ID gives tokens.</summary>
    public string? Token { get; init; }
    public string? GatewayKey { get; init; }
    public EntraSignIn? Entra { get; init; }

    /// <summary>The storage of a local system, with its key. Never written.</summary>
    [JsonIgnore]
    public string? StorageConnection { get; init; }
}

/// <summary>A person who signed in with Entra ID.</summary>
internal sealed record EntraSignIn
{
    /// <summary>The sign-in service of the cloud.</summary>
    public Uri Authority { get; init; } = new("https://login.microsoftonline.com");
    public required string Tenant { get; init; }

    /// <summary>The app registration of the API.</summary>
    public required string App { get; init; }

    /// <summary>The public client that people sign in to: the Azure CLI's unless another is named.</summary>
    public string Client { get; init; } = AzureCli;

    /// <summary>What gives further tokens.</summary>
    public string? Refresh { get; init; }

    /// <summary>The tokens that are good for a while, by scope.</summary>
    public IReadOnlyDictionary<string, EntraToken> Tokens { get; init; } = new Dictionary<string, EntraToken>();

    [JsonIgnore]
    public string ApiScope => $"api://{App}/user_impersonation";

    public const string StorageScope = "https://storage.azure.com/user_impersonation";
    public const string AzureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
}

/// <summary>A token and its end.</summary>
internal sealed record EntraToken(string Token, DateTimeOffset Until);
