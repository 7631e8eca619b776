using ServerlessML.Storage;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Serving;

/// <summary>The real emulator with our containers, and the clients that the system itself uses.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    public string ConnectionString => _azurite.ConnectionString;

    public StorageClients Storage { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Storage = StorageClients.From(name => name == StorageClients.Setting ? ConnectionString : null);
        await Storage.CreateLayoutAsync();
    }

    public Task DisposeAsync() => _azurite.DisposeAsync();

    /// <summary>The emulator goes away, and comes back with its data by <see cref="ComeBackAsync"/>.</summary>
    public Task StopAsync() => _azurite.StopAsync();

    public Task ComeBackAsync() => _azurite.ComeBackAsync();
}
