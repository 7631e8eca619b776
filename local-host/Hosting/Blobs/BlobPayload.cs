using Azure.Storage.Blobs;

namespace ServerlessML.LocalHost.Hosting;

internal sealed class BlobPayload : TriggerPayload
{
    public const string PathName = "BlobTrigger";
    public const string UriName = "Uri";

    private readonly BlobClient _blob;

    public BlobPayload(BlobClient blob, IReadOnlyDictionary<string, string> captured, int retryCount)
    {
        _blob = blob;
        RetryCount = retryCount;
        var data = captured.ToDictionary(pair => pair.Key, pair => (object?)pair.Value, StringComparer.OrdinalIgnoreCase);
        data.TryAdd(PathName, $"{blob.BlobContainerName}/{blob.Name}");
        data.TryAdd(UriName, blob.Uri);
        BindingData = data;
    }

    public override IReadOnlyDictionary<string, object?> BindingData { get; }

    public override int RetryCount { get; }

    public override async ValueTask<object?> ConvertAsync(Type target, FunctionInvocation invocation)
    {
        if (target.IsAssignableFrom(typeof(BlobClient)) && target != typeof(object))
            return _blob;
        if (target == typeof(Stream))
            return await _blob.OpenReadAsync(cancellationToken: invocation.Cancellation);

        var content = await _blob.DownloadContentAsync(invocation.Cancellation);
        return await Content.AsAsync(target, content.Value.Content, invocation);
    }
}
