using Azure;

namespace ServerlessML.LocalHost.Hosting;

/// <summary>Tells a storage that cannot be reached, or has no capacity, from a request that it refused.</summary>
public static class StorageOutage
{
    public static bool Is(Exception error) => error switch
    {
        RequestFailedException { Status: 0 or 429 or 502 or 503 or 504 } => true,
        AggregateException all => all.InnerExceptions.Any(Is),
        _ => false,
    };
}
