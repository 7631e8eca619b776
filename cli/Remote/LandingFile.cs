namespace ServerlessML.Cli.Remote;

/// <summary>A file to land.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name in the batch; with folders such as <c>zone=west</c>.</param>
internal sealed record LandingFile(string Path, string Name)
{
    /// <exception cref="CommandFailedException">One is not there, or two have one name.</exception>
    public static IReadOnlyList<LandingFile> Of(Session session, IEnumerable<string> paths)
    {
        List<LandingFile> files = [.. paths.SelectMany(path => At(session.PathOf(path)))];
        if (files.GroupBy(file => file.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw CommandFailedException.Usage(
                $"Two files have the name '{twice.Key}': {string.Join(" and ", twice.Select(file => file.Path))}.",
                "A batch has each name once: rename one, or land their folder."
            );
        }

        return files.Count > 0
            ? files
            : throw new CommandFailedException(ExitCode.Failed, "The folder has no files.", "Name one that has.");
    }

    private static IEnumerable<LandingFile> At(string path) =>
        File.Exists(path) ? [new(path, System.IO.Path.GetFileName(path))]
        : Directory.Exists(path)
            ? Directory
                .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => new LandingFile(file, System.IO.Path.GetRelativePath(path, file)))
        : throw new CommandFailedException(ExitCode.Failed, $"There is no file '{path}'.", "Name the files of the batch, or their folder.");
}
