using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Bench.Serving;

/// <summary>Everything that runs while the gateway is measured.</summary>
internal sealed class ServingStage : IAsyncDisposable
{
    public const string Plain = "flights";
    public const string Split = "flights-split";
    public const string Shadowed = "flights-shadow";
    public const string Trees = "flights-trees";

    private const double ShadowShare = 0.1;

    private readonly List<IAsyncDisposable> _running = [];

    private ServingStage(BenchFolder folder, ServingOptions options, Report report)
    {
        (Folder, Options, Report) = (folder, options, report);
        Wrk = new(folder.Data, options.Connections);
    }

    public BenchFolder Folder { get; }

    public ServingOptions Options { get; }

    public Report Report { get; }

    public Wrk Wrk { get; }

    public required FlightModels Models { get; init; }

    public Emulator Storage { get; private set; } = null!;

    public GatewayProcess Gateway { get; private set; } = null!;

    public int ConstantPort { get; private set; }

    public ChildProcess Constant { get; private set; } = null!;

    /// <summary>Node.js as a peer; null where it did not start, which was said then.</summary>
    public NodeServer? Node { get; private set; }

    /// <summary>The highest closed-loop rate of single rows, once it is measured.</summary>
    public double? Peak { get; set; }

    public (Digest Mlp, Digest Other) Digests { get; private set; }

    public static async Task<ServingStage> StartAsync(BenchFolder folder, ServingOptions options, Report report)
    {
        ServingStage stage = new(folder, options, report) { Models = FlightModels.Train(folder) };
        try
        {
            await stage.StartAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public HttpTarget Single(string deployment, int which = 0) =>
        Models.Bodies.Json(deployment, Gateway.Port, $"/v1/{deployment}/predict", which);

    /// <summary>Many flights in turn, for the generator that can.</summary>
    public IReadOnlyList<HttpTarget> Singles(GatewayProcess gateway, string deployment) =>
        [.. Enumerable.Range(0, 1024).Select(row => Models.Bodies.Json(deployment, gateway.Port, $"/v1/{deployment}/predict", row))];

    public async Task<double> PeakAsync()
    {
        if (Peak is null)
        {
            await Wrk.RunAsync(Single(Plain), Options.WarmUp);
            Peak = (await Wrk.RunAsync(Single(Plain), Options.Slice)).Rate;
        }

        return Peak.Value;
    }

    /// <summary>Whether the gateway says that it scores for a shadow.</summary>
    public async Task<bool> HasShadowsAsync() =>
        (await Gateway.StateAsync(Shadowed))?.ToJsonString().Contains("\"shadow", StringComparison.OrdinalIgnoreCase) == true;

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
        {
            await running.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        Storage = Keep(await Emulator.StartAsync(Folder));
        Digests = (await Storage.PutAsync(Models.Mlp), await Storage.PutAsync(Models.Other));
        Gateway = Keep(await GatewayProcess.StartAsync(Folder, Storage));
        await Gateway.ServeAsync(new(Plain, 1, (1, Digests.Mlp, 10_000)));
        await Gateway.ServeAsync(new(Split, 1, (1, Digests.Mlp, 5000), (2, Digests.Other, 5000)) { Capture = 0.01 });
        await Gateway.ServeAsync(new(Shadowed, 1, (1, Digests.Mlp, 10_000)) { Shadow = (2, Digests.Other, ShadowShare) });
        if (Models.Trees is { } trees)
        {
            await Gateway.ServeAsync(new(Trees, 1, (1, await Storage.PutAsync(trees), 10_000)));
        }

        ConstantPort = EphemeralPort.Next();
        Constant = Keep(ChildProcess.Own("constant", ConstantPort.ToString(CultureInfo.InvariantCulture)));
        await Constant.LineAsync("ready", TimeSpan.FromSeconds(30));
        Constant.Ignore();
        try
        {
            Node = Keep(
                await NodeServer.StartAsync(
                    Folder,
                    Models.Trees is { } model ? [("mlp", Models.Mlp), ("trees", model)] : [("mlp", Models.Mlp)]
                )
            );
        }
        catch (Exception error)
            when (error is InvalidOperationException or OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"Node.js with onnxruntime-node did not start: {error.Message}");
        }
    }

    private T Keep<T>(T running)
        where T : IAsyncDisposable
    {
        _running.Add(running);
        return running;
    }
}
