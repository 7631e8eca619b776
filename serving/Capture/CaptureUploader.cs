using System.Buffers;
using System.Text.Json;
using ServerlessML.Contracts;
using ServerlessML.Storage;

namespace ServerlessML.Serving.Capture;

/// <summary>Writes captures, one blob for each deployment and hour of a batch.</summary>
public sealed class CaptureUploader(
    GatewayOptions options,
    CaptureQueue queue,
    StorageClients storage,
    Replica replica,
    TimeProvider time,
    ILogger<CaptureUploader> log
)
    : LinesUploader<Captured>(
        queue,
        new(storage.Blobs.GetBlobContainerClient(StorageLayout.Captures), replica),
        options.CaptureBatch,
        options.CaptureInterval,
        "captures",
        time,
        log
    )
{
    protected override IEnumerable<(string Deployment, DateTimeOffset Hour, IEnumerable<Captured> Group)> Grouped(
        IEnumerable<Captured> batch
    ) =>
        batch
            .GroupBy(record => (record.Deployment, Hour: record.At.UtcTicks / TimeSpan.TicksPerHour))
            .Select(group =>
                (
                    group.Key.Deployment,
                    new DateTimeOffset(group.Key.Hour * TimeSpan.TicksPerHour, TimeSpan.Zero),
                    (IEnumerable<Captured>)group
                )
            );

    protected override int Write(IBufferWriter<byte> lines, IEnumerable<Captured> group)
    {
        var count = 0;
        using var json = new Utf8JsonWriter(lines);
        foreach (var record in group)
        {
            CaptureLine.Write(json, record);
            json.Flush();
            json.Reset();
            lines.Write("\n"u8);
            queue.Release(record);
            count++;
        }

        return count;
    }
}
