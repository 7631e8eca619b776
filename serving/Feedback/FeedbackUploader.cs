using System.Buffers;
using System.Text.Json;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving.Feedback;

/// <summary>Writes outcomes, one blob for each deployment of a batch, named by the hour of arrival.</summary>
public sealed class FeedbackUploader(
    GatewayOptions options,
    FeedbackQueue queue,
    StorageClients storage,
    Replica replica,
    TimeProvider time,
    ILogger<FeedbackUploader> log
)
    : LinesUploader<(string Deployment, Outcome Outcome)>(
        queue,
        new(storage.Blobs.GetBlobContainerClient(StorageLayout.Feedback), replica),
        FeedbackReader.MostOutcomes,
        options.CaptureInterval,
        "outcomes",
        time,
        log
    )
{
    protected override IEnumerable<(
        string Deployment,
        DateTimeOffset Hour,
        IEnumerable<(string Deployment, Outcome Outcome)> Group
    )> Grouped(IEnumerable<(string Deployment, Outcome Outcome)> batch) =>
        batch
            .GroupBy(one => one.Deployment)
            .Select(group => (group.Key, group.First().Outcome.ReceivedAt, (IEnumerable<(string, Outcome)>)group));

    protected override int Write(IBufferWriter<byte> lines, IEnumerable<(string Deployment, Outcome Outcome)> group)
    {
        var count = 0;
        foreach (var (_, outcome) in group)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(outcome, Wire.Options));
            lines.Write("\n"u8);
            count++;
        }

        return count;
    }
}
