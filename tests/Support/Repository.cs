namespace ServerlessML.Tests.Support;

/// <summary>Where the checkout is that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "global.json")) && Directory.Exists(Path.Combine(at.FullName, "local-host")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No checkout above {AppContext.BaseDirectory}.");
    }
}
