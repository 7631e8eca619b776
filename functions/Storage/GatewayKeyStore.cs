using System.Buffers.Text;
using System.Security.Cryptography;
using ServerlessML.Contracts.Serving;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Storage;

/// <summary>The gateway's keys, as its replicas read them.</summary>
public sealed class GatewayKeyStore(DocumentStore documents, TimeProvider time)
{
    private const int KeyBytes = 32;

    public async Task<IReadOnlyList<GatewayKey>> ListAsync(CancellationToken cancellation) =>
        (await documents.ReadAsync<GatewayKeys>(StorageLayout.Deployments, StorageLayout.GatewayKeys, cancellation))?.Value.Keys ?? [];

    /// <summary>Makes a key; one of the same name counts no more.</summary>
    /// <param name="wanted">Without its digest and time, which are set here.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The key, which is kept nowhere, and what is known of it.</returns>
    public async Task<(string Key, GatewayKey Known)> MakeAsync(GatewayKey wanted, CancellationToken cancellation)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        var made = wanted with { Digest = GatewayKey.DigestOf(key), Since = time.GetUtcNow() };
        await documents.ChangeAsync<GatewayKeys>(
            StorageLayout.Deployments,
            StorageLayout.GatewayKeys,
            known => new() { Keys = [.. Others(known, made.Name), made] },
            cancellation
        );
        return (key, made);
    }

    /// <returns>False when there is none of that name.</returns>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation)
    {
        var removed = false;
        if (await documents.ExistsAsync(StorageLayout.Deployments, StorageLayout.GatewayKeys, cancellation))
        {
            await documents.ChangeAsync<GatewayKeys>(
                StorageLayout.Deployments,
                StorageLayout.GatewayKeys,
                known =>
                {
                    removed = known?.Keys.Any(key => key.Name == name) ?? false;
                    return removed ? new() { Keys = [.. Others(known, name)] } : known ?? new();
                },
                cancellation
            );
        }

        return removed;
    }

    private static IEnumerable<GatewayKey> Others(GatewayKeys? known, string name) => (known?.Keys ?? []).Where(key => key.Name != name);
}
