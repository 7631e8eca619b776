using ServerlessML.Contracts;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Functions.Pipelines;
using ServerlessML.Functions.Rollout;
using ServerlessML.LocalHost.Supervision;
using ServerlessML.Storage;
using ServerlessML.Workflows.Rollout;

namespace ServerlessML.LocalHost.Inspection;

/// <summary>Judges the rollouts of a system again, under the <c>rollout:</c> of a pipeline file.</summary>
public static class PastRollouts
{
    public const string Back = "back";
    public const string Forward = "go on";

    /// <param name="policyFile">A pipeline.yaml.</param>
    /// <param name="deployments">Whose rollouts; all when empty.</param>
    /// <param name="data">The system's directory.</param>
    /// <returns>The looks of each rollout, in order.</returns>
    /// <exception cref="InvalidSettingException">The file is no pipeline, or no storage answers.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<JudgedLook>>> JudgeAsync(
        string policyFile,
        IReadOnlyCollection<string> deployments,
        string data
    )
    {
        var policy = Read(policyFile);
        var storage = (SystemFile.Read(data) is null ? null : SystemStorage.Find(data))
            ?? throw new InvalidSettingException(
                $"No system runs on {data}, and its storage has the looks. Start it with: ./serverlessml up --data {data}"
            );
        return
        [
            .. (await SystemStorage.AskAsync(() => LooksAsync(storage.Documents, deployments))).Select(looks =>
                (IReadOnlyList<JudgedLook>)[.. RolloutBacktest.Run(policy, looks).Select(Judged)]
            ),
        ];
    }

    private static JudgedLook Judged(BacktestMove move) =>
        new(
            move.Look,
            move.Move switch
            {
                RolloutMove.Back => Back,
                RolloutMove.Advance => Forward,
                _ => "hold",
            },
            [.. move.Verdict.Findings.Where(finding => !finding.Holds).Select(finding => finding.Message)]
        );

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

    private static async Task<IReadOnlyList<IReadOnlyList<RolloutLook>>> LooksAsync(
        DocumentStore documents,
        IReadOnlyCollection<string> deployments
    )
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
}
