namespace ServerlessML.Serving;

/// <summary>Ids for requests that bring none.</summary>
internal static class RequestIds
{
    public static string Next() => Guid.CreateVersion7().ToString("N");
}
