namespace ServerlessML.Contracts;

/// <summary>A webhook that is told when people are waited for.</summary>
public sealed record NotifyTarget
{
    public const string Rule = "an https address, or an http address of this machine, without a user";

    public required string Url { get; init; }
    public NotifyFormat Format { get; init; }

    /// <summary>Null when the address is none to send to.</summary>
    public Uri? Address() =>
        Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : null;
}
