namespace ServerlessML.LocalHost.Supervision;

/// <summary>Where the other programs of this checkout are.</summary>
internal static class Installation
{
    private static readonly DirectoryInfo Here = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string Azurite
    {
        get
        {
            for (var at = Here.Parent; at is not null; at = at.Parent)
            {
                var script = Path.Combine(at.FullName, "local-host", "node_modules", "azurite", "dist", "src", "azurite.js");
                if (File.Exists(script))
                {
                    return script;
                }
            }

            throw new InvalidSettingException(
                "Azurite is not installed. Start the system in its checkout, which installs it: ./serverlessml up."
            );
        }
    }

    /// <summary>The program of a project, built beside this one: <c>…/bin/{project}/{configuration}/</c>.</summary>
    /// <param name="project">Which one.</param>
    /// <param name="assembly">The program's name; null for that of the project.</param>
    public static string Built(string project, string? assembly = null)
    {
        var path = Path.Combine(Here.Parent!.Parent!.FullName, project, Here.Name, $"{assembly ?? $"ServerlessML.{project}"}.dll");
        return File.Exists(path)
            ? path
            : throw new InvalidSettingException(
                $"{project} is not built ({path} is missing). Start the system in its checkout, which builds it: ./serverlessml up."
            );
    }
}
