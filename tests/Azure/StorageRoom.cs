using ServerlessML.Contracts;
using ServerlessML.Storage;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Azure;

/// <summary>A real Azurite with our containers and queues.</summary>
public sealed class StorageRoom : IAsyncLifetime
{
    private int _names;

    internal AzuriteFixture Azurite { get; } = new();

    internal StorageClients Storage { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Azurite.InitializeAsync();
        Storage = StorageClients.From(name => name == StorageClients.Setting ? Azurite.ConnectionString : null);
        await Storage.CreateLayoutAsync();
    }

    public Task DisposeAsync() => Azurite.DisposeAsync();

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
