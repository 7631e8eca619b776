namespace ServerlessML.Cli.Programs;

/// <summary>Finds programs of the machine.</summary>
internal static class Tool
{
    public static bool IsThere(Session session, string name) =>
        (session.Environment("PATH") ?? "").Split(':').Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, name)));
}
