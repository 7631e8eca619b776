namespace ServerlessML.Cli.Programs;

/// <summary>Recipes in containers: the runner's image is built, and what it found out goes into the environment of the programs.</summary>
internal static class RunnerContainers
{
    private const string Process = "process";
    private const string Container = "container";

    public static Option<string> Option() =>
        Parsing.Values.Choice(
            "--runner",
            "How recipes run: in a process, or in a container of the runner's image",
            Process,
            Process,
            Container
        );

    /// <returns>The runner's settings; none where recipes run in processes.</returns>
    /// <exception cref="CommandFailedException">The image cannot be built.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> PrepareAsync(Session session, string? runner)
    {
        if (runner != Container)
        {
            return new Dictionary<string, string>();
        }

        var checkout = CheckoutTree.Find(session);
        var log = checkout.PathOf("artifacts", "image.log");
        session.Tell("  image: the runner's image is being built; the first time takes some minutes");
        if (await session.Start(new(checkout.PathOf("eng", "image")) { Log = log }) != 0)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"The runner's image cannot be built; the end of {log}:\n{string.Join('\n', File.ReadAllLines(log).TakeLast(20))}",
                "Install podman and buildah (apt-get install podman buildah), or leave --runner out."
            );
        }

        return File.ReadAllLines(checkout.PathOf("artifacts", "image", "runner.env"))
            .Select(line => line.Split('=', 2))
            .Where(halves => halves.Length == 2)
            .ToDictionary(halves => halves[0], halves => halves[1].Trim('\''));
    }
}
