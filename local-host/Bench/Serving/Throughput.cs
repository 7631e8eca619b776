using System.Globalization;

namespace ServerlessML.LocalHost.Bench.Serving;

/// <summary>Closed loop, everything in turn, round after round.</summary>
internal static class Throughput
{
    private const int ManyRows = 64;

    public static async Task MeasureAsync(ServingStage stage)
    {
        Lane constant = new(stage.Models.Bodies.Json("Kestrel, a constant", stage.ConstantPort, "/"), () => ProcessFigures.Of(stage.Constant.Id));
        Lane single = Gateway(stage, stage.Single(ServingStage.Plain) with { Name = "mlp, one row" });
        Lane many = Gateway(stage, stage.Models.Bodies.ManyRows($"mlp, {ManyRows} rows", stage.Gateway.Port, $"/v1/{ServingStage.Plain}/predict", ManyRows));
        Lane split = Gateway(stage, stage.Single(ServingStage.Split) with { Name = "mlp, two arms, capture 1 %" });
        Lane binary = Gateway(stage, stage.Models.Bodies.Binary("mlp, one row, binary v2", stage.Gateway.Port, $"/v2/models/{ServingStage.Plain}/infer"));
        Lane shadow = Gateway(stage, stage.Single(ServingStage.Shadowed) with { Name = "mlp, shadow 10 %" });
        Lane? node = stage.Node is { } server ? new(stage.Models.Bodies.Json("mlp in Node.js, one row", server.Port, "/mlp"), () => server.Figures) : null;

        List<Lane> lanes = [constant, single, many, split];
        bool hasBinary = await AnswersAsync(binary, stage), hasShadows = await stage.HasShadowsAsync();
        if (hasBinary)
            lanes.Add(binary);
        if (hasShadows)
            lanes.Add(shadow);
        if (node is not null)
            lanes.Add(node);
        using OrtLoop alone = new(stage.Models.Mlp, stage.Models.Bodies.Row(0));
        List<double> aloneRates = await RoundsAsync(stage, lanes, alone);
        stage.Peak = Estimate.MedianOf(single.Rates);

        Table(stage.Report, lanes, constant, aloneRates);
        Report report = stage.Report;
        report.Add(Check.AtLeast("one row as JSON, 64 connections", Estimate.Of(single.Rates), "1/s", 50_000));
        report.Add(Check.AtLeast("one row as JSON against Kestrel's constant", Lane.Against(single.Rates, constant.Rates), "x", 0.6));
        report.Add(node is null
            ? Check.Missing("one row as JSON against Node.js", "x", ">= 3", stage.NodeProblem)
            : Check.AtLeast("one row as JSON against Node.js", Lane.Against(single.Rates, node.Rates), "x", 3));
        report.Add(Check.AtMost("one row as JSON, closed loop, p99", Estimate.Of(single.P99), "ms", 10));
        report.Add(hasBinary
            ? Check.AtLeast("binary v2 against Kestrel's constant", Lane.Against(binary.Rates, constant.Rates), "x", 0.8)
            : Check.Missing("binary v2 against Kestrel's constant", "x", ">= 0.8", "the gateway does not answer /v2 there"));
        report.Add(Check.AtLeast($"rows a second, {ManyRows} a request against one", Lane.Against(many.RowRates, single.RowRates), "x", 10));
        report.Add(Check.AtLeast("two arms, capture 1 % and metrics against one arm", Lane.Against(split.Rates, single.Rates), "x", 0.95));
        if (hasShadows)
        {
            report.Add(Check.AtLeast("shadow at 10 %, throughput against without", Lane.Against(shadow.Rates, single.Rates), "x", 0.9));
            Estimate tail = Lane.Against(shadow.P99, single.P99);
            report.Add(new("shadow at 10 %, p99 against without", tail.Median, "x", "1 in interval", tail.Interval[0] <= 1) { Interval = tail.Interval });
        }
        else
        {
            report.Add(Check.Missing("shadow at 10 %, throughput against without", "x", ">= 0.9", "the gateway does not score for shadows"));
            report.Add(Check.Missing("shadow at 10 %, p99 against without", "x", "1 in interval", "the gateway does not score for shadows"));
        }

        long failed = lanes.Sum(lane => lane.Failed);
        report.Add(new("failed requests of all of the above", failed, "", "0", failed == 0));
    }

    private static async Task<List<double>> RoundsAsync(ServingStage stage, List<Lane> lanes, OrtLoop alone)
    {
        List<double> rates = [];
        foreach (Lane lane in lanes)
            await lane.WarmUpAsync(stage.Wrk, stage.Options.WarmUp);
        for (int round = 1; round <= stage.Options.Rounds; round++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  round {round} of {stage.Options.Rounds}; load {File.ReadAllText("/proc/loadavg").Trim()}"));
            foreach (Lane lane in lanes)
                await lane.RunAsync(stage.Wrk, stage.Options.Slice);
            rates.Add(alone.Run(TimeSpan.FromSeconds(1)));
        }

        return rates;
    }

    private static void Table(Report report, List<Lane> lanes, Lane constant, List<double> alone)
    {
        Console.WriteLine($"  {"",-32} {"requests/s",12} {"",-20} {"of Kestrel",10} {"p50 ms",8} {"p99 ms",8} {"CPU µs",8}");
        foreach (Lane lane in lanes)
        {
            Estimate rate = report.Keep($"{lane.Name}, 1/s", lane.Rates);
            double p50 = report.Keep($"{lane.Name}, p50 ms", lane.P50).Median, p99 = report.Keep($"{lane.Name}, p99 ms", lane.P99).Median;
            double cpu = report.Keep($"{lane.Name}, CPU of the server, µs a request", lane.Cpu).Median;
            string interval = $"[{Report.Number(rate.Interval[0])}, {Report.Number(rate.Interval[1])}]";
            double ratio = Lane.Against(lane.Rates, constant.Rates).Median;
            Console.WriteLine(
                $"  {lane.Name,-32} {Report.Number(rate.Median),12} {interval,-20} {Report.Number(ratio),10} {Report.Number(p50),8} {Report.Number(p99),8} {Report.Number(cpu),8}");
        }

        Estimate runs = report.Keep("ONNX Runtime alone, one thread, mlp, 1/s", alone);
        Console.WriteLine($"  {"ONNX Runtime alone, one thread",-32} {Report.Number(runs.Median),12}");
    }

    private static async Task<bool> AnswersAsync(Lane lane, ServingStage stage)
    {
        WrkRun run = await lane.WarmUpAsync(stage.Wrk, TimeSpan.FromSeconds(1));
        return run is { Requests: > 0, Failed: 0, SocketErrors: 0 };
    }

    private static Lane Gateway(ServingStage stage, HttpTarget target) => new(target, () => stage.Gateway.Figures);
}
