using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ServerlessML.Functions.Intake.Events;
using ServerlessML.LocalHost.Runtime;

namespace ServerlessML.Tests.Fuzz.Doors;

/// <summary>The queue of blob-created events: names of blobs are what strangers write.</summary>
internal sealed class EventDoor(FuzzedSystem system) : Door
{
    private const string Account = "devstoreaccount1";

    private static readonly string[] Good =
    [
        OfGrid("flight-delays/january/_SUCCESS"),
        OfGrid("flight-delays/january/part.csv"),
        OfGrid("flight-delays/a/b/_SUCCESS"),
        OfGrid("nobody/x/_SUCCESS"),
        $$$"""
            {"specversion":"1.0","id":"1","type":"Microsoft.Storage.BlobCreated","time":"2026-12-01T00:00:00Z",
            "source":"/subscriptions/0/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/{{{Account}}}",
            "subject":"/blobServices/default/containers/landing/blobs/flight-delays/january/_SUCCESS",
            "data":{"api":"PutBlob","url":"https://{{{Account}}}.blob.core.windows.net/landing/flight-delays/january/_SUCCESS"}}
            """,
    ];

    private static readonly string[] Words =
    [
        "_SUCCESS",
        "/",
        "//",
        "..",
        "/../",
        "%2F",
        "%00",
        "%0a",
        "?",
        "#",
        "\\u0000",
        "\\n",
        "\\u001b[31m",
        "landing",
        "flight-delays",
        Account,
        "https://",
        "file:///",
        "Microsoft.Storage.BlobCreated",
        "Microsoft.Storage.BlobDeleted",
        "\"data\":",
        "\"url\":",
        "null",
        "ü",
        new string('b', 200),
    ];

    private readonly LandingEventHandler _events = system.Services.GetRequiredService<LandingEventHandler>();
    private readonly Damage _damage = new([.. Good.Select(Encoding.UTF8.GetBytes)], Words);

    public static async Task<EventDoor> OpenAsync() => new(await FuzzedSystem.StartAsync());

    public override async Task<string?> TryAsync(Random random)
    {
        var text = Encoding.UTF8.GetString(_damage.Of(random));
        try
        {
            await _events.TakeAsync(system.Services.GetRequiredService<DurableRuntime>().Client, BinaryData.FromString(text), default);
            return null;
        }
        catch (EventRefusedException refused) when (refused.Message.Length > 0 && !refused.Message.Any(char.IsControl))
        {
            return refused.Message.Length > 40 ? refused.Message[..40] : refused.Message;
        }
        catch (Exception e)
        {
            throw new BrokenRuleException(
                $"{e.GetType().Name} {(e.Message.Length > 60 ? e.Message[..60] : e.Message)} {e.StackTrace?.Split('\n')[0]}",
                text,
                e
            );
        }
    }

    public override ValueTask DisposeAsync() => system.DisposeAsync();

    private static string OfGrid(string blob) =>
        $$$"""
            [{"id":"1","topic":"/subscriptions/0/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/{{{Account}}}",
            "subject":"/blobServices/default/containers/landing/blobs/{{{blob}}}","eventType":"Microsoft.Storage.BlobCreated","eventTime":"2026-12-01T00:00:00Z","dataVersion":"1","metadataVersion":"1",
            "data":{"api":"PutBlob","url":"http://127.0.0.1:10000/{{{Account}}}/landing/{{{blob}}}","contentType":"text/csv","contentLength":1,"blobType":"BlockBlob"}}]
            """;
}
