using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace ServerlessML.Functions.Approval.Notices;

/// <summary>
/// Signs notices, so that a receiver knows whose they are and when they were sent. The secret is in the configuration only.
/// </summary>
public sealed class NoticeSigner(IConfiguration configuration, TimeProvider time)
{
    public const string SecretSetting = "Notify:Secret";
    public const string TimestampHeader = "X-ServerlessML-Timestamp";
    public const string SignatureHeader = "X-ServerlessML-Signature";

    /// <summary>Signs a request; without a secret only the timestamp is sent.</summary>
    public void Sign(HttpRequestMessage request, byte[] body)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add(TimestampHeader, timestamp);
        if (Setting.Secret(configuration, SecretSetting) is { } secret)
        {
            request.Headers.Add(SignatureHeader, Signature(secret, timestamp, body));
        }
    }

    /// <returns><c>sha256=</c> and the hex HMAC-SHA256 over timestamp, a full stop, and the body.</returns>
    public static string Signature(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body];
        return $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
