using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

public unsafe class ModelMetadata
{
    internal ModelMetadata(nint session)
    {
        nint metadata, text;
        Status.Check(Api.SessionGetModelMetadata(session, &metadata));
        try
        {
            Status.Check(Api.ModelMetadataGetProducerName(metadata, Api.DefaultAllocator, &text));
            ProducerName = Utf8.Take(text);
            Status.Check(Api.ModelMetadataGetGraphName(metadata, Api.DefaultAllocator, &text));
            GraphName = Utf8.Take(text);
            Status.Check(Api.ModelMetadataGetDescription(metadata, Api.DefaultAllocator, &text));
            Description = Utf8.Take(text);
            CustomMetadataMap = Custom(metadata);
        }
        finally
        {
            Api.ReleaseModelMetadata(metadata);
        }
    }

    public string ProducerName { get; }

    public string GraphName { get; }

    public string Description { get; }

    public Dictionary<string, string> CustomMetadataMap { get; }

    private static Dictionary<string, string> Custom(nint metadata)
    {
        nint* keys;
        long count;
        Status.Check(Api.ModelMetadataGetCustomMetadataMapKeys(metadata, Api.DefaultAllocator, &keys, &count));
        var map = new Dictionary<string, string>((int)count);
        for (var i = 0; i < count; i++)
        {
            nint text;
            Status.Check(Api.ModelMetadataLookupCustomMetadataMap(metadata, Api.DefaultAllocator, (byte*)keys[i], &text));
            map.Add(Utf8.Take(keys[i]), Utf8.Take(text));
        }

        if (keys != null)
        {
            Status.Check(Api.AllocatorFree(Api.DefaultAllocator, (nint)keys));
        }

        return map;
    }
}
