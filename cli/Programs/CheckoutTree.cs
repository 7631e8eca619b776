using System.Text.Json;

namespace ServerlessML.Cli.Programs;

/// <summary>The checkout that this program was built in, or is called in: it has the programs of demo, bench and preview.</summary>
internal sealed record CheckoutTree(string Root)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <exception cref="CommandFailedException">There is none.</exception>
    public static CheckoutTree Find(Session session) =>
        (Above(AppContext.BaseDirectory) ?? Above(session.Directory)) is { } root
            ? new(root)
            : throw new CommandFailedException(
                ExitCode.Failed,
                "This command needs the checkout of ServerlessML, which is not here.",
                "Call it in the checkout, which builds what it needs: ./serverlessml …"
            );

    /// <summary>A program of the checkout, which takes its request as one JSON document.</summary>
    public ProgramCall Call(string project, object request, params string[] before) =>
        new("dotnet", [Built(project), .. before, JsonSerializer.Serialize(request, Web)])
        {
            Environment = new Dictionary<string, string> { ["SERVERLESSML_HOME"] = Root },
        };

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private string Built(string project)
    {
        var path = PathOf("artifacts", "bin", project, "release", $"ServerlessML.{project}.dll");
        return File.Exists(path)
            ? path
            : throw new CommandFailedException(
                ExitCode.Failed,
                $"{project} is not built ({path} is missing).",
                "Call it by ./serverlessml, which builds what a command needs."
            );
    }

    private static string? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "ServerlessML.sln")))
            {
                return at.FullName;
            }
        }

        return null;
    }
}
