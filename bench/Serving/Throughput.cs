namespace ServerlessML.Bench.Serving;

/// <summary>Closed loop, everything in turn, round after round.</summary>
internal static class Throughput
{
    private const int ManyRows = 64;

    public static async Task MeasureAsync(ServingStage stage)
    {
        MeasuredTarget constant = new(stage.Models.Bodies.Json("Kestrel, a constant", stage.ConstantPort, "/"), () =>
            ProcessFigures.Of(stage.Constant.Id)
        );
        var single = Gateway(stage, stage.Single(ServingStage.Plain) with { Name = "mlp, one row" });
        var many = Gateway(
            stage,
            stage.Models.Bodies.ManyRows($"mlp, {ManyRows} rows", stage.Gateway.Port, $"/v1/{ServingStage.Plain}/predict", ManyRows)
        );
        var split = Gateway(stage, stage.Single(ServingStage.Split) with { Name = "mlp, two arms, capture 1 %" });
        var binary = Gateway(
            stage,
            stage.Models.Bodies.Binary("mlp, one row, binary v2", stage.Gateway.Port, $"/v2/models/{ServingStage.Plain}/infer")
        );
        var shadow = Gateway(stage, stage.Single(ServingStage.Shadowed) with { Name = "mlp, shadow 10 %" });
        var trees = Gateway(stage, stage.Single(ServingStage.Trees) with { Name = "100 trees, one row" });
        MeasuredTarget? node = Node(stage, "mlp"),
            nodeTrees = stage.Models.Trees is null ? null : Node(stage, "trees");
        bool hasBinary = await AnswersAsync(binary, stage),
            hasShadows = await stage.HasShadowsAsync(),
            hasTrees = stage.Models.Trees is not null;
        (MeasuredTarget? Lane, bool There)[] all =
        [
            (constant, true),
            (single, true),
            (many, true),
            (split, true),
            (shadow, hasShadows),
            (binary, hasBinary),
            (trees, hasTrees),
            (node, node is not null),
            (nodeTrees, nodeTrees is not null),
        ];
        MeasuredTarget[] lanes = [.. all.Where(lane => lane.There).Select(lane => lane.Lane!)];
        using OrtLoop mlpAlone = new(stage.Models.Mlp, stage.Models.Bodies.Row(0));
        using OrtLoop? treesAlone = stage.Models.Trees is { } model ? new(model, stage.Models.Bodies.Row(0)) : null;
        await RoundsAsync(stage, lanes, treesAlone is null ? [("mlp", mlpAlone)] : [("mlp", mlpAlone), ("100 trees", treesAlone)]);
        stage.Peak = Estimate.MedianOf(single.Rates);

        Table(stage.Report, lanes, constant);
        var report = stage.Report;
        report.Add(
            Check.AtLeast("one row as JSON against Kestrel's constant", MeasuredTarget.Against(single.Rates, constant.Rates), "x", 0.75)
        );
        report.Add(Check.AtMost("one row as JSON, closed loop, p99", Estimate.Of(single.P99), "ms", 10));
        Compare(
            report,
            "100 trees, one row as JSON against Kestrel's constant",
            hasTrees ? trees.Rates : null,
            constant.Rates,
            0.6,
            stage.Models.TreesProblem
        );
        // Measures without a goal: how much faster than Node.js a machine is says more of the machine.
        Beside(report, "one row as JSON against Node.js", single, node);
        Beside(report, "100 trees, one row as JSON against Node.js", trees, nodeTrees);
        Compare(
            report,
            "binary v2 against Kestrel's constant",
            hasBinary ? binary.Rates : null,
            constant.Rates,
            0.85,
            "the gateway does not answer /v2 there"
        );
        Compare(report, $"rows a second, {ManyRows} a request against one", many.RowRates, single.RowRates, 10, "");
        Compare(report, "two arms, capture 1 % and metrics against one arm", split.Rates, single.Rates, 0.95, "");
        const string noShadows = "the gateway does not score for shadows";
        Compare(report, "shadow at 10 %, throughput against without", hasShadows ? shadow.Rates : null, single.Rates, 0.9, noShadows);
        if (hasShadows)
        {
            var tail = MeasuredTarget.Against(shadow.P99, single.P99);
            report.Add(
                new("shadow at 10 %, p99 against without", tail.Median, "x", "1 in interval", tail.Interval[0] <= 1)
                {
                    Interval = tail.Interval,
                }
            );
        }
        else
        {
            report.Add(Check.Missing("shadow at 10 %, p99 against without", "x", "1 in interval", noShadows));
        }

        var failed = lanes.Sum(lane => lane.Failed);
        report.Add(new("failed requests of all of the above", failed, "", "0", failed == 0));
    }

    private static void Compare(
        Report report,
        string name,
        IReadOnlyList<double>? above,
        IReadOnlyList<double>? below,
        double goal,
        string problem
    ) =>
        report.Add(
            above is null || below is null
                ? Check.Missing(name, "x", $">= {goal}", problem)
                : Check.AtLeast(name, MeasuredTarget.Against(above, below), "x", goal)
        );

    private static void Beside(Report report, string name, MeasuredTarget ours, MeasuredTarget? theirs)
    {
        if (theirs is not null)
        {
            report.Keep($"{name}, x", [.. ours.Rates.Zip(theirs.Rates, (above, below) => above / below)]);
        }
    }

    private static async Task RoundsAsync(ServingStage stage, MeasuredTarget[] lanes, (string Name, OrtLoop Loop)[] alone)
    {
        List<double> others = [];
        List<double>[] rates = [.. alone.Select(_ => new List<double>())];
        foreach (var lane in lanes)
        {
            await lane.WarmUpAsync(stage.Wrk, stage.Options.WarmUp);
        }

        for (var round = 1; round <= stage.Options.Rounds; round++)
        {
            others.Add(await OtherWork.MeasureAsync());
            Console.WriteLine($"  round {round} of {stage.Options.Rounds}; {OtherWork.Said(others[^1])}");
            foreach (var lane in lanes)
            {
                await lane.RunAsync(stage.Wrk, stage.Options.Slice);
            }

            for (var loop = 0; loop < alone.Length; loop++)
            {
                rates[loop].Add(alone[loop].Loop.Run(TimeSpan.FromSeconds(1)));
            }
        }

        stage.Report.Keep("processors busy with other work, before each round", others);
        for (var loop = 0; loop < alone.Length; loop++)
        {
            var runs = stage.Report.Keep($"ONNX Runtime alone, one thread, {alone[loop].Name}, 1/s", rates[loop]);
            Console.WriteLine($"  ONNX Runtime alone, one row on one thread, {alone[loop].Name}: {Report.Number(runs.Median)} a second");
        }
    }

    private static void Table(Report report, MeasuredTarget[] lanes, MeasuredTarget constant)
    {
        Row("", "requests/s", "", "of Kestrel", "p50 ms", "p99 ms", "CPU µs");
        foreach (var lane in lanes)
        {
            var rate = report.Keep($"{lane.Name}, 1/s", lane.Rates);
            double p50 = report.Keep($"{lane.Name}, p50 ms", lane.P50).Median,
                p99 = report.Keep($"{lane.Name}, p99 ms", lane.P99).Median;
            var cpu = report.Keep($"{lane.Name}, CPU of the server, µs a request", lane.Cpu).Median;
            var interval = $"[{Report.Number(rate.Interval[0])}, {Report.Number(rate.Interval[1])}]";
            var ratio = MeasuredTarget.Against(lane.Rates, constant.Rates).Median;
            Row(
                lane.Name,
                Report.Number(rate.Median),
                interval,
                Report.Number(ratio),
                Report.Number(p50),
                Report.Number(p99),
                Report.Number(cpu)
            );
        }

        static void Row(string lane, string rate, string interval, string ratio, string p50, string p99, string cpu) =>
            Console.WriteLine(
                $"  {lane.PadRight(32)} {rate.PadLeft(12)} {interval.PadRight(20)} {ratio.PadLeft(10)} {p50.PadLeft(8)} "
                    + $"{p99.PadLeft(8)} {cpu.PadLeft(8)}"
            );
    }

    private static async Task<bool> AnswersAsync(MeasuredTarget lane, ServingStage stage)
    {
        var run = await lane.WarmUpAsync(stage.Wrk, TimeSpan.FromSeconds(1));
        return run is { Requests: > 0, Failed: 0, SocketErrors: 0 };
    }

    private static MeasuredTarget? Node(ServingStage stage, string model) =>
        stage.Node is { } server
            ? new(stage.Models.Bodies.Json($"{model} in Node.js, one row", server.Port, $"/{model}"), () => server.Figures)
            : null;

    private static MeasuredTarget Gateway(ServingStage stage, HttpTarget target) => new(target, () => stage.Gateway.Figures);
}
