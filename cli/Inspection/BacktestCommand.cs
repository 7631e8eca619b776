using System.Globalization;
using ServerlessML.Cli.Output;
using ServerlessML.Cli.Parsing;
using ServerlessML.Contracts.Rollout;
using ServerlessML.Contracts.Runs;
using ServerlessML.LocalHost.Inspection;

namespace ServerlessML.Cli.Inspection;

/// <summary>Judges the rollouts of a running system again, under the <c>rollout:</c> of a pipeline file.</summary>
internal static class BacktestCommand
{
    public static Command Make(Session session)
    {
        Argument<string> policy = new("policy") { Description = "A pipeline.yaml, whose rollout: judges" };
        Argument<string[]> deployments = new("deployment")
        {
            Description = "Whose rollouts; all without it",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var data = Values.Data(session);
        Command command = new("backtest", "Judge past rollouts of the local system again under another policy")
        {
            policy,
            deployments,
            data,
        };
        command.SetAction(async parse =>
        {
            var rollouts = await PastRollouts.JudgeAsync(
                session.PathOf(parse.GetValue(policy)!),
                parse.GetValue(deployments) ?? [],
                parse.GetRequiredValue(data)
            );
            foreach (var looks in rollouts)
            {
                Show(looks, session.Out);
            }

            session.Out.WriteLine(rollouts.Count == 0 ? "There are no looks of a rollout to judge." : $"{rollouts.Count} rollouts");
        });
        return command;
    }

    private static void Show(IReadOnlyList<JudgedLook> judged, TextWriter output)
    {
        var first = judged[0].Look;
        output.WriteLine($"{first.Deployment}  run {first.RunId}  {judged.Count} looks from {Time(first.StepBegan)}");
        foreach (var one in judged)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {$"{one.Look.Number}".PadLeft(4)}  {Time(one.Look.At)}  {Phase(one.Look)}{one.Look.Share:P0}  {one.Move.PadRight(9)}  "
                        + $"{(one.Reasons.Count == 0 ? "all measures hold" : PlainText.Line(string.Join("; ", one.Reasons)))}"
                )
            );
        }

        var end = judged.FirstOrDefault(one => one.Move == PastRollouts.Back);
        output.WriteLine(
            end is null
                ? $"  would not have turned back; would first have gone on at look "
                    + $"{judged.FirstOrDefault(one => one.Move == PastRollouts.Forward)?.Look.Number.ToString(CultureInfo.InvariantCulture) ?? "none"}"
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

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
