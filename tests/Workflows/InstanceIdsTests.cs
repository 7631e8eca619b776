using ServerlessML.Contracts.Runs;
using ServerlessML.Workflows.Cancellation;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Tests.Workflows;

/// <summary>Names of instances fit every backend, whatever a caller's key is.</summary>
public sealed class InstanceIdsTests
{
    private static readonly string LongestPipeline = "p" + new string('x', 39);

    [Theory]
    [InlineData("flights:rollback:inc-42")]
    [InlineData("flights:rollback:7e57d004-2b97-0e7a-b45f-5387367791cd")]
    public void Fitting_WhatFits_StaysAsItWas(string id) => Assert.Equal(id, InstanceIds.Fitting(id));

    [Theory]
    [InlineData("a/b#c?d%")]
    [InlineData("é")]
    [InlineData("a b")]
    [InlineData("\n")]
    [InlineData("\ud83d\ude00")]
    public void Fitting_WhatNoBackendTakes_IsPlain_AndTellsKeysApart(string odd)
    {
        var id = RollbackCompletion.InstanceOf(LongestPipeline, $"rollback:{odd}");
        Assert.InRange(id.Length, 1, InstanceIds.Longest);
        Assert.Matches(@"\A[A-Za-z0-9._:=~-]+\z", id);
        Assert.StartsWith(LongestPipeline, id, StringComparison.Ordinal);
        Assert.NotEqual(id, RollbackCompletion.InstanceOf(LongestPipeline, $"rollback:{odd}{odd}"));
        Assert.Equal(id, RollbackCompletion.InstanceOf(LongestPipeline, $"rollback:{odd}"));
    }

    [Theory]
    [InlineData(51)]
    [InlineData(300)]
    [InlineData(8000)]
    public void Fitting_LongKeys_FitAndDifferByTheirEnds(int length)
    {
        var (one, other) = (new string('k', length) + "1", new string('k', length) + "2");
        var (first, second) = (
            RollbackCompletion.InstanceOf(LongestPipeline, $"rollback:{one}"),
            RollbackCompletion.InstanceOf(LongestPipeline, $"rollback:{other}")
        );
        Assert.NotEqual(first, second);
        Assert.InRange(Math.Max(first.Length, second.Length), 1, InstanceIds.Longest);
        Assert.InRange(InstanceIds.Fitting(one, 50).Length, 1, 50);
    }

    [Fact]
    public void EveryInstanceOfARun_OfTheLongestName_Fits()
    {
        var run = RunId.For(LongestPipeline, default);
        // The longest of a search: a fold of a final trial, whose training is shared and has a job; and the last of many notices.
        string[] ids =
        [
            run,
            ModelRollout.InstanceOf(run),
            RunCancellation.InstanceOf(run),
            $"{DeploymentQueue.PrefixOf(run)}1000",
            $"{TrainingStage.InstanceOf(run)}:t1000-final:f100:job",
            $"{run}:notice:{default(Digest).Short}:1000",
            $"{run}:rollout-notice:step-1000",
        ];
        Assert.All(ids, id => Assert.InRange(id.Length, 1, InstanceIds.Longest));
    }
}
