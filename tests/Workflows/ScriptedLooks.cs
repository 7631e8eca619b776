using System.Collections.Concurrent;
using ServerlessML.Experiments.Rollout;

namespace ServerlessML.Tests.Workflows;

/// <summary>Looks that a test scripts, judged as the activity judges them, and kept where it keeps documents.</summary>
internal static class ScriptedLooks
{
    public static WorkflowHost Looks(this WorkflowHost host, Func<ArmsRequest, RolloutLook> looks)
    {
        ConcurrentDictionary<int, LookVerdict> kept = new();
        return host.On(Stages.ReadArms, looks)
            .On(Stages.JudgeLook, request =>
            {
                var verdict = kept.GetOrAdd(request.Arms.Number, _ =>
                    LookJudge.Judge(
                        request.Policy,
                        looks(request.Arms),
                        request.CarriedBefore ?? Of(request.Before),
                        request.CarriedLast ?? Of(request.Last)
                    )
                );
                return verdict with { Evidence = RolloutEvidence.None };
            });

        RolloutEvidence Of(int? number) => number is { } look ? kept[look].Evidence : RolloutEvidence.None;
    }

    /// <summary>A look with the counts of the new version, and as many of the champion's as the plan's shares give.</summary>
    public static RolloutLook Seen(ArmsRequest asked, long requests, long errors) =>
        new()
        {
            Deployment = asked.Deployment,
            RunId = asked.RunId,
            Number = asked.Number,
            Step = asked.Step,
            Share = asked.Share,
            Revision = asked.Revision,
            At = asked.StepBegan,
            StepBegan = asked.StepBegan,
            Control = new() { Requests = (long)(requests * (1 - asked.Share) / asked.Share) },
            Treated = new() { Requests = requests, Errors = errors },
        };
}
