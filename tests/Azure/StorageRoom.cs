using ServerlessML.Storage;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Azure;

/// <summary>A real Azurite with our containers and queues.</summary>
public sealed class StorageRoom : IAsyncLifetime
{
    private readonly SemaphoreSlim _gate = new(1);
    private ApiHost? _host;
    private int _names;

    internal AzuriteFixture Azurite { get; } = new();

    internal StorageClients Storage { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Azurite.InitializeAsync();
        Storage = StorageClients.From(name => name == StorageClients.Setting ? Azurite.ConnectionString : null);
        await Storage.CreateLayoutAsync();
    }

    public async Task DisposeAsync()
    {
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Azurite.DisposeAsync();
        _gate.Dispose();
    }

    /// <summary>One host for all tests that ask nothing of its settings.</summary>
    internal async Task<ApiHost> HostAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _host ??= await ApiHost.StartAsync(this);
        }
        finally
        {
            _gate.Release();
        }
    }

    public string NewName(string word) => $"{word}-{Interlocked.Increment(ref _names)}";

    /// <summary>Takes what is on a queue.</summary>
    internal async Task<IReadOnlyList<T>> TakeAsync<T>(string queue)
    {
        List<T> taken = [];
        while ((await Storage.Queues.GetQueueClient(queue).ReceiveMessageAsync()).Value is { } message)
        {
            taken.Add(System.Text.Json.JsonSerializer.Deserialize<T>(message.Body, Wire.Options)!);
            await Storage.Queues.GetQueueClient(queue).DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }

        return taken;
    }
}
