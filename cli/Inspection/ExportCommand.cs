namespace ServerlessML.Cli.Inspection;

/// <summary>Writes histories to a directory, one file an instance, for <see cref="ReplayCommand"/>.</summary>
internal static class ExportCommand
{
    public static int Run(InspectOptions options, TextWriter output)
    {
        if (options.Names.Count == 0)
        {
            throw new InvalidSettingException(
                "The directory is missing. Say where the histories go: export [--data DIR] [--status …] [--prefix …] DIRECTORY [ID…]."
            );
        }

        var directory = options.Names[0];
        List<string> ids = [.. options.Names.Skip(1)];
        using var inspector = StoreInspector.Open(options.DatabasePath);
        if (ids.Count == 0)
        {
            ids = [.. inspector.List(options.Statuses, options.Prefix, options.Most).Select(instance => instance.Id)];
        }

        Directory.CreateDirectory(directory);
        foreach (var id in ids)
        {
            if (inspector.Export(id) is not { } history)
            {
                output.WriteLine($"There is no instance '{id}'.");
                return 1;
            }

            File.WriteAllText(Path.Combine(directory, $"{Uri.EscapeDataString(id)}.json"), history.Write());
        }

        output.WriteLine($"{ids.Count} histories in {directory}");
        return 0;
    }
}
