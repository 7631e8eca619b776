using System.Globalization;
using ServerlessML.Contracts;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Rollout;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.Cli.Inspection;

/// <summary>Judges the rollouts of a running system again, under the <c>rollout:</c> of a pipeline file.</summary>
internal static class BacktestCommand
{
    public static async Task<int> RunAsync(InspectOptions options, TextWriter output)
    {
        if (options.Names.Count == 0)
        {
            throw new InvalidSettingException(
                "The policy is missing. Name it and, if not all, the deployments: backtest PIPELINE.yaml [DEPLOYMENT…] [--data DIR]."
            );
        }

        var policy = Read(options.Names[0]);
        var system = SystemFile.Read(options.DataDirectory)
            ?? throw new InvalidSettingException(
                $"No system runs on {options.DataDirectory}: and its storage has the looks. Start it with: ./serverlessml up "
                    + $"--data {options.DataDirectory}"
            );
        var storage = Storage.StorageClients.From(name => name == Storage.StorageClients.Setting ? system.StorageConnection : null);
        var rollouts = await LooksAsync(storage.Documents, options.Names.Skip(1).ToList());
        foreach (var looks in rollouts)
        {
            Show(RolloutBacktest.Run(policy, looks), output);
        }

        output.WriteLine(rollouts.Count == 0 ? "There are no looks of a rollout to judge." : $"{rollouts.Count} rollouts");
        return 0;
    }

    private static RolloutPolicy Read(string file)
    {
        try
        {
            return PipelineYaml.Parse(File.ReadAllText(file)).Rollout;
        }
        catch (PipelineFormatException problems)
        {
            throw new InvalidSettingException($"{file} is not a valid pipeline:\n{problems.Message}");
        }
    }

    private static async Task<List<IReadOnlyList<RolloutLook>>> LooksAsync(Storage.DocumentStore documents, List<string> deployments)
    {
        SortedDictionary<string, List<RolloutLook>> rollouts = new(StringComparer.Ordinal);
        await foreach (var name in documents.ListAsync(StorageLayout.Deployments, ""))
        {
            if (
                name.Split('/') is [var deployment, "rollouts", var run, _]
                && (deployments.Count == 0 || deployments.Contains(deployment))
                && await documents.ReadAsync<RolloutLook>(StorageLayout.Deployments, name) is { } look
            )
            {
                var key = $"{deployment}/{run}";
                rollouts.TryAdd(key, []);
                rollouts[key].Add(look.Value);
            }
        }

        return
        [
            .. rollouts
                .Values.Select(looks => (IReadOnlyList<RolloutLook>)[.. looks.OrderBy(look => look.Number)])
                .OrderBy(looks => looks[0].StepBegan),
        ];
    }

    private static void Show(IReadOnlyList<BacktestMove> judged, TextWriter output)
    {
        var first = judged[0].Look;
        output.WriteLine($"{first.Deployment}  run {first.RunId}  {judged.Count} looks from {Time(first.StepBegan)}");
        foreach (var one in judged)
        {
            var reasons = one.Verdict.Findings.Where(finding => !finding.Holds).Select(finding => finding.Message).ToList();
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {$"{one.Look.Number}".PadLeft(4)}  {Time(one.Look.At)}  {Phase(one.Look)}{one.Look.Share:P0}  {Word(one).PadRight(9)}  "
                        + $"{(reasons.Count == 0 ? "all measures hold" : string.Join("; ", reasons))}"
                )
            );
        }

        var end = judged.FirstOrDefault(one => one.Move == RolloutMove.Back);
        output.WriteLine(
            end is null
                ? $"  would not have turned back; would first have gone on at look "
                    + $"{judged.FirstOrDefault(one => one.Move == RolloutMove.Advance)?.Look.Number.ToString(CultureInfo.InvariantCulture) ?? "none"}"
                : $"  would have turned back at look {end.Look.Number}, {Time(end.Look.At)}"
        );
    }

    private static string Phase(RolloutLook look) =>
        look.Phase switch
        {
            RolloutPhase.Aa => "A/A ",
            RolloutPhase.Shadow => "shadow ",
            _ => "",
        };

    private static string Word(BacktestMove one) =>
        one.Move switch
        {
            RolloutMove.Back => "back",
            RolloutMove.Advance => "go on",
            _ => "hold",
        };

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
