using Azure.Messaging.EventGrid;
using Azure.Storage.Blobs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Intake.Events;

/// <summary>
/// Blobs that were created in the landing container. A batch's marker starts its run; events come at least once, and the run's id makes the
/// second harmless.
/// </summary>
public sealed class LandingEventHandler(
    RunStarter starter,
    MisplacedMarker misplaced,
    StorageClients storage,
    ILogger<LandingEventHandler> log
)
{
    public const string StartedBy = "trigger:landing";

    private const int LongestShown = 120;

    /// <param name="client">The orchestrations' client.</param>
    /// <param name="body">A message as Event Grid delivers it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EventRefusedException">At least one is not for us; the others were taken.</exception>
    public async Task TakeAsync(DurableTaskClient client, BinaryData body, CancellationToken cancellation)
    {
        List<string> refused = [];
        foreach (var received in EventReader.Read(body))
        {
            try
            {
                await TakeAsync(client, received, cancellation);
            }
            catch (EventRefusedException e)
            {
                log.LogWarning("Event {Id} was refused: {Reason}", Shown(received.Id), e.Message);
                refused.Add(e.Message);
            }
        }

        if (refused.Count > 0)
        {
            throw new EventRefusedException(string.Join(" ", refused));
        }
    }

    private async Task TakeAsync(DurableTaskClient client, ReceivedEvent received, CancellationToken cancellation)
    {
        if (received.Type != SystemEventNames.StorageBlobCreated)
        {
            throw new EventRefusedException(
                $"The event '{Shown(received.Id)}' is of type '{Shown(received.Type)}'; this queue takes "
                    + $"{SystemEventNames.StorageBlobCreated}."
            );
        }

        if (received.Blob is null)
        {
            throw new EventRefusedException($"The event '{Shown(received.Id)}' names no blob.");
        }

        var blob = new BlobUriBuilder(received.Blob);
        var account = storage.Blobs.AccountName;
        if (!account.Equals(blob.AccountName, StringComparison.OrdinalIgnoreCase) || !IsOf(account, received.Source))
        {
            throw new EventRefusedException(
                $"The event '{Shown(received.Id)}' is about the storage account '{Shown(blob.AccountName)}'; this system's is '{account}'."
            );
        }

        if (blob.BlobContainerName != StorageLayout.Landing)
        {
            throw new EventRefusedException(
                $"The event '{Shown(received.Id)}' is about the container '{Shown(blob.BlobContainerName)}': filter the "
                    + $"subscription by subjects that begin with /blobServices/default/containers/{StorageLayout.Landing}/."
            );
        }

        // A file is waited for until its batch's marker comes; markers of our own are nobody's news.
        if (blob.BlobName.Split('/') is [var pipeline, var batch, StorageLayout.CompleteMarker])
        {
            await starter.StartMarkedAsync(client, pipeline, batch, StartedBy, cancellation);
        }
        else if (blob.BlobName.Split('/')[^1] == StorageLayout.CompleteMarker)
        {
            await misplaced.AnswerAsync(blob.BlobName, cancellation);
        }
    }

    // A source that names no account at all is left to the blob's address.
    private static bool IsOf(string account, string source) =>
        source.Split('/') is not [.., "storageAccounts", var name] || name.Equals(account, StringComparison.OrdinalIgnoreCase);

    private static string Shown(string text) =>
        new([
            .. (text.Length > LongestShown ? text[..LongestShown] : text).Select(character => char.IsControl(character) ? ' ' : character),
        ]);
}
