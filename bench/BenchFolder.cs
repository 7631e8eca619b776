namespace ServerlessML.Bench;

/// <summary>Where the bench works and leaves its report: <c>artifacts/bench</c> of the repository.</summary>
internal sealed class BenchFolder
{
    private int _databases;

    public BenchFolder()
    {
        Documents = Path.Combine(Home, "docs", "measurements");
        Root = Path.Combine(Home, "artifacts", "bench");
        Directory.CreateDirectory(Root);
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }

        Directory.CreateDirectory(Data);
    }

    public string Home { get; } = Environment.GetEnvironmentVariable("SERVERLESSML_HOME") ?? Directory.GetCurrentDirectory();

    public string Root { get; }

    public string Documents { get; }

    public string Data => Path.Combine(Root, "data");

    public string Peer => Path.Combine(Root, "peer");

    public string NewDatabase() => Path.Combine(Data, $"run-{++_databases}.db");
}
