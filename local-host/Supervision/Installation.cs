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

            throw new InvalidSettingException("Azurite is not installed. Run npm ci --ignore-scripts in local-host.");
        }
    }

    /// <summary>The program of a project, built beside this one: <c>…/bin/{project}/{configuration}/</c>.</summary>
    public static string Built(string project)
    {
        var path = Path.Combine(Here.Parent!.Parent!.FullName, project, Here.Name, $"ServerlessML.{project}.dll");
        return File.Exists(path)
            ? path
            : throw new InvalidSettingException($"{project} is not built ({path} is missing). Run ./serverlessml up, which builds it.");
    }
}
