using System.Globalization;

namespace ServerlessML.Bench.Serving;

/// <summary>Node.js with <c>onnxruntime-node</c> behind <c>node:http</c>, from the peers' packages.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private NodeServer(ChildProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public ProcessFigures Figures => ProcessFigures.Of(_process.Id);

    /// <exception cref="BenchSetupException">Node.js, which the storage emulator runs on, is not installed.</exception>
    public static async Task<string> VersionAsync()
    {
        try
        {
            await using var node = ChildProcess.Start("node", ["--version"], null, new Dictionary<string, string>());
            return await node.LineAsync("v", TimeSpan.FromSeconds(10));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new BenchSetupException("Node.js is not on the PATH (https://nodejs.org)");
        }
    }

    /// <summary>Each model answers at <c>/{name}</c>.</summary>
    public static async Task<NodeServer> StartAsync(BenchFolder folder, IEnumerable<(string Name, byte[] Model)> models)
    {
        List<string> arguments = [Path.Combine(AppContext.BaseDirectory, "peer", "predict.mjs"), folder.Peer];
        foreach ((var name, var model) in models)
        {
            var file = Path.Combine(folder.Data, $"{name}.onnx");
            await File.WriteAllBytesAsync(file, model);
            arguments.Add($"{name}={file}");
        }

        var process = ChildProcess.Start("node", arguments, null, new Dictionary<string, string>());
        try
        {
            var ready = await process.LineAsync("ready ", TimeSpan.FromSeconds(30));
            process.Ignore();
            return new(process, int.Parse(ready["ready ".Length..], CultureInfo.InvariantCulture));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
