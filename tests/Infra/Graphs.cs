using ServerlessML.Preview;
using ServerlessML.Preview.Recording;

namespace ServerlessML.Tests.Infra;

/// <summary>Stacks as they would be made, each once a run of the tests.</summary>
internal static class Graphs
{
    private static readonly Lazy<Task<ResourceGraph>> DevOnce = new(() => PreviewCommand.RecordAsync(Folder, "dev"));
    private static readonly Lazy<Task<ResourceGraph>> ProdOnce = new(() => PreviewCommand.RecordAsync(Folder, "prod"));

    private static readonly Lazy<Task<ResourceGraph>> RevisionsOnce = new(() =>
        With("prod", ("trafficTarget", "revisions"), ("servedDeployment", "flights"))
    );

    /// <summary>Production, where revisions split the traffic of the deployment flights.</summary>
    public static Task<ResourceGraph> Revisions => RevisionsOnce.Value;

    public static string Folder => Path.Combine(Repository.Root, "infra");

    public static Task<ResourceGraph> Of(string stack) => stack == "dev" ? DevOnce.Value : ProdOnce.Value;

    /// <summary>A stack's own settings, and others over them.</summary>
    public static Task<ResourceGraph> With(string stack, params (string Name, string Value)[] settings) =>
        Named("serverlessml", stack, stack, settings);

    public static Task<ResourceGraph> Named(string project, string stack, string like, params (string Name, string Value)[] settings)
    {
        var config = StackFiles.Config(Folder, like);
        foreach (var (name, value) in settings)
        {
            config[$"serverlessml:{name}"] = value;
        }

        return Recorder.RunAsync(project, stack, config);
    }
}
