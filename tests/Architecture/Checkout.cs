using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Architecture;

/// <summary>The files of the checkout, without what builds and installations put there.</summary>
internal static class Checkout
{
    private static readonly string[] Made = ["artifacts", "node_modules", "bin", "obj", "TestResults", ".git", ".serverlessml", ".vs"];
    private static readonly string[] Binary = [".parquet", ".png", ".onnx", ".db"];

    /// <summary>Relative, with '/'.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Repository.Root)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Sources => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> Projects => Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    public static IEnumerable<string> Texts => Files.Where(file => !Binary.Contains(Path.GetExtension(file)));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    private static IEnumerable<string> Walk(DirectoryInfo directory)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            if (Made.Contains(entry.Name) || entry.LinkTarget is not null)
            {
                continue;
            }

            if (entry is DirectoryInfo inner)
            {
                foreach (var file in Walk(inner))
                {
                    yield return file;
                }
            }
            else
            {
                yield return Path.GetRelativePath(Repository.Root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            }
        }
    }
}
