namespace ServerlessML.Serving;

/// <summary>Where the gateway works: a model that names a file beside it finds none.</summary>
internal static class EmptyDirectory
{
    public static void Enter(GatewayOptions options)
    {
        var path = Path.Combine(options.CacheDirectory, "empty");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.CurrentDirectory = path;
    }
}
