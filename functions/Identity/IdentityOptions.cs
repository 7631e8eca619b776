using Microsoft.Extensions.Configuration;

namespace ServerlessML.Functions.Identity;

/// <summary>Whose word is taken for who asks.</summary>
public sealed record IdentityOptions
{
    public const string FromSetting = "Identity:From";
    public const string TenantSetting = "Identity:Tenant";

    /// <summary>The host has checked a token of its own: the local host does.</summary>
    public const string Host = "host";

    /// <summary>App Service authentication has checked a token of Entra ID, and tells by headers.</summary>
    public const string Platform = "platform";

    // Set by Azure on every function app, and on none of our own machines.
    private const string SiteName = "WEBSITE_SITE_NAME";
    private const string AuthEnabled = "WEBSITE_AUTH_ENABLED";

    public string From { get; init; } = Host;

    /// <summary>The only tenant whose people count; null for any that the platform lets in.</summary>
    public string? Tenant { get; init; }

    /// <summary>Runs as a function app in Azure.</summary>
    public bool InAzure { get; init; }

    /// <summary>The platform says that its authentication is off: whoever calls could write its headers.</summary>
    public bool PlatformIsOff { get; init; }

    /// <summary>
    /// The platform's headers are its own: it was said that it sets them, it is there to set them, and it does not say that it will not.
    /// </summary>
    public bool TrustsPlatform => From == Platform && InAzure && !PlatformIsOff;

    /// <summary>
    /// An identity that the host hands over is one that it checked. In Azure the host hands over what headers say, checked or not.
    /// </summary>
    public bool TrustsHost => From == Host && !InAzure;

    /// <summary>What to tell those who are not believed.</summary>
    public string Hint =>
        this switch
        {
            { TrustsPlatform: true } => "Sign in with Entra ID.",
            { TrustsHost: true } => "The request carries no valid token. Send Authorization: Bearer and a token of this system.",
            { From: Platform, InAzure: false } =>
                $"{Setting.Shown(FromSetting)} is {Platform}, which works in Azure only: set it to {Host}.",
            { From: Platform } => "The function app's authentication is off, so that no identity can be trusted: turn it on.",
            _ => $"In Azure callers are identified by Entra ID: turn the function app's authentication on and set "
                + $"{Setting.Shown(FromSetting)} to {Platform}.",
        };

    /// <exception cref="InvalidOperationException">A setting is malformed; the message names it.</exception>
    public static IdentityOptions Read(IConfiguration configuration) =>
        new()
        {
            From = Setting.OneOf(configuration, FromSetting, Host, Platform),
            Tenant = Setting.Optional(configuration, TenantSetting),
            InAzure = Setting.Optional(configuration, SiteName) is not null,
            PlatformIsOff = "false".Equals(Setting.Optional(configuration, AuthEnabled), StringComparison.OrdinalIgnoreCase),
        };
}
