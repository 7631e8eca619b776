using Microsoft.Extensions.Configuration;

namespace ServerlessML.Functions.Arm;

/// <summary>Which part of Azure is ours, and as whom we ask for it.</summary>
public sealed record ArmOptions
{
    public const string SubscriptionSetting = "Azure:Subscription";
    public const string ResourceGroupSetting = "Azure:ResourceGroup";
    public const string ManagementSetting = "Azure:Management";
    public const string ClientIdSetting = "Azure:ClientId";

    public required string Subscription { get; init; }
    public required string ResourceGroup { get; init; }

    /// <summary>Azure Resource Manager's address; another in the sovereign clouds.</summary>
    public Uri Management { get; init; } = new("https://management.azure.com");

    /// <summary>The client id of the user-assigned identity that asks; null for whom <c>DefaultAzureCredential</c> finds.</summary>
    public string? ClientId { get; init; }

    /// <param name="configuration">The settings.</param>
    /// <param name="because">The setting that makes these needed, and its value.</param>
    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static ArmOptions From(IConfiguration configuration, string because)
    {
        var options = new ArmOptions
        {
            Subscription = Setting.Required(configuration, SubscriptionSetting, because),
            ResourceGroup = Setting.Required(configuration, ResourceGroupSetting, because),
        };
        return options with
        {
            ClientId = Setting.Optional(configuration, ClientIdSetting),
            Management =
                Setting.Optional(configuration, ManagementSetting) is not { } text ? options.Management
                : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == "https" ? address
                : throw new InvalidOperationException(
                    $"The setting {Setting.Shown(ManagementSetting)} is '{text}'; it must be an https address."
                ),
        };
    }

    /// <returns>The path of a resource of the group, such as <c>Microsoft.App/jobs/training</c>.</returns>
    public string PathOf(string resource) => $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/{resource}";
}
