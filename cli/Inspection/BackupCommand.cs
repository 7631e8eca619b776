namespace ServerlessML.Cli.Inspection;

/// <summary>Copies the durable database while the host runs.</summary>
internal static class BackupCommand
{
    public static int Run(InspectOptions options, TextWriter output)
    {
        if (options.Names is not [var path])
        {
            throw new InvalidSettingException("The file is missing. Say where the copy goes: backup [--data DIR] FILE.");
        }

        using var inspector = StoreInspector.Open(options.DatabasePath);
        inspector.BackUp(Path.GetFullPath(path));
        output.WriteLine($"{options.DatabasePath} is copied to {path}");
        return 0;
    }
}
