using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Approval;
using ServerlessML.Contracts.Runs;
using Xunit.Abstractions;

namespace ServerlessML.Tests.Crash;

/// <summary>
/// People give commands to runs and rollouts while host, runner and gateway are killed at seeded random points: each command is done once
/// or refused, and traffic stays on a version that somebody chose. <c>SERVERLESSML_KILLS</c> says how many kills, 2 by default, and
/// <c>SERVERLESSML_KILLS_SEED</c> which.
/// </summary>
public sealed class CommandStories(SystemUnderFire system, ITestOutputHelper output) : IClassFixture<SystemUnderFire>
{
    private const string Name = "commanded";
    private static readonly TimeSpan RunEnds = TimeSpan.FromSeconds(240);

    private static readonly string[] Acts = ["rollback", "cancel", "ramp", "abort", "skip", "pause", "rollback-late", "two-rollbacks"];

    private readonly Dictionary<string, int> _done = [];
    private readonly List<(string Key, HttpStatusCode Status)> _rollbacks = [];
    private int _kills;

    [Fact]
    public async Task GivenCommands_WhenPartsAreKilledAgainAndAgain_ThenEachIsDoneOnceAndTrafficIsOnAChosenVersion()
    {
        var wanted = Setting("SERVERLESSML_KILLS", 2);
        var random = new Random(Setting("SERVERLESSML_KILLS_SEED", 6));
        var pipeline = new Pipeline(Name, approvals: 0, system.Storage) { Bake = "1500ms" };
        await pipeline.PutAsync(system.Api);
        await using var people = new People(system, [pipeline]);
        people.Start();
        await pipeline.LandAsync();
        await EndedAsync(pipeline);
        for (var round = 0; _kills < wanted; round++)
        {
            var act = Acts[round % Acts.Length];
            await pipeline.LandAsync();
            // Where there is but one version that was promoted, there is none to go back to.
            var killing = KillAsync(random.Next(2, 5), wanted, new Random(random.Next()));
            await ActAsync(act, pipeline, round, new Random(random.Next()));
            await killing;
            await EndedAsync(pipeline);
            output.WriteLine($"round {round} ({act}), {_kills} kills: {await new Released(system.Storage).SettledAsync(Name)}");
            await LoggedOnceAsync();
        }

        await system.HostAnswersAsync();
        await VerifiedAsync();
        await new Audit(system.Storage).QueuesAsync();
        await system.Host.KillAsync();
        Audit.NobodyIsStuck(system.Database);
        output.WriteLine(
            $"{_kills} kills; {string.Join(", ", _done.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"))}"
        );
        Assert.NotEmpty(_done);
    }

    private async Task KillAsync(int times, int wanted, Random random)
    {
        MortalProcess[] parts = [system.Host, system.Host, system.Host, system.Runner, system.GatewayPart];
        for (; times > 0 && _kills < wanted; times--)
        {
            // Most kills meet a working system, some one that is just starting.
            if (random.NextDouble() < 0.7)
            {
                await system.HostAnswersAsync();
            }

            await PassAsync(TimeSpan.FromMilliseconds(random.Next(50, 4000)));
            var victims = random.Next(6) == 0 ? [system.Host, system.GatewayPart] : (MortalProcess[])[parts[random.Next(parts.Length)]];
            foreach (var victim in victims)
            {
                await victim.KillAsync();
                _kills++;
            }

            if (victims.Contains(system.Host))
            {
                output.WriteLine($"kill {_kills}: {await new Released(system.Storage).ChosenAsync(Name)}");
            }

            foreach (var victim in victims)
            {
                victim.Start();
            }
        }
    }

    private async Task ActAsync(string act, Pipeline pipeline, int round, Random random)
    {
        var batch = pipeline.Landed[^1];
        if (act is "ramp" or "rollback-late")
        {
            await EndedAsync(pipeline);
        }
        else
        {
            await StageAsync(pipeline, batch, act == "cancel" ? [Words.Training, Words.Evaluation] : [Words.Rollout]);
            await PassAsync(TimeSpan.FromMilliseconds(random.Next(1, 1200)));
        }

        var key = $"{Name}-{round}";
        switch (act)
        {
            case "cancel":
                var run = (string)(await RunAsync(pipeline, batch))!["runId"]!;
                Count("cancel", await SayAsync($"/api/runs/{run}/cancel", null, null));
                break;
            case "rollback" or "rollback-late":
                await RollBackAsync(key);
                break;
            case "two-rollbacks":
                await Task.WhenAll(RollBackAsync($"{key}-a"), RollBackAsync($"{key}-b"));
                break;
            case "pause":
                await OrderAsync("pause", key);
                await PassAsync(TimeSpan.FromMilliseconds(random.Next(1, 2000)));
                await OrderAsync("resume", $"{key}-on");
                break;
            case "skip" or "abort":
                await OrderAsync(act, key);
                break;
        }
    }

    private async Task OrderAsync(string word, string key) =>
        Count(word, await SayAsync($"/api/deployments/{Name}/rollout/{word}", key, new() { ["reason"] = "a story" }));

    private async Task RollBackAsync(string key)
    {
        var status = await SayAsync($"/api/deployments/{Name}/rollback", key, new() { ["reason"] = "a story" });
        lock (_rollbacks)
        {
            _rollbacks.Add((key, status));
        }

        Count("rollback", status);
    }

    /// <summary>Asks until there is an answer, as a client does that does not know what became of its request.</summary>
    private async Task<HttpStatusCode> SayAsync(string path, string? key, JsonObject? body)
    {
        HttpStatusCode? said = null;
        await WaitFor.TrueAsync(
            $"an answer to {path}",
            async () => (said = await system.Api.SayAsync(path, key, body)) is { } status && (int)status < 500,
            RunEnds
        );
        Assert.Contains(said!.Value, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.Conflict]);
        return said.Value;
    }

    private async Task LoggedOnceAsync()
    {
        var log = await new Released(system.Storage).LogAsync(Name);
        Assert.Equal(log.Select(entry => entry.Key).Distinct().Count(), log.Count);
        foreach (var (key, status) in _rollbacks)
        {
            Assert.Equal(
                status == HttpStatusCode.OK ? 1 : 0,
                log.Count(entry =>
                    entry.Action == ApprovalAction.Rollback && entry.Key.EndsWith($"rollback:{key}", StringComparison.Ordinal)
                )
            );
        }
    }

    private async Task VerifiedAsync()
    {
        var start = new ProcessStartInfo("dotnet", [MortalProcess.Built("Cli"), "audit", "verify", "--data", system.HostData])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[ServerlessML.Storage.StorageClients.Setting] = system.ConnectionString;
        using var verify = Process.Start(start)!;
        var said = await verify.StandardOutput.ReadToEndAsync() + await verify.StandardError.ReadToEndAsync();
        await verify.WaitForExitAsync();
        Assert.True(verify.ExitCode == 0, said);
        Assert.Contains($"{Name}: ", said, StringComparison.Ordinal);
    }

    private Task StageAsync(Pipeline pipeline, string batch, string[] stages) =>
        WaitFor.TrueAsync(
            $"{batch} to come to {stages[0]}",
            async () =>
                await RunAsync(pipeline, batch) is { } run
                && ((string?)run["state"] != RunState.Running || stages.Contains((string?)run["stage"])),
            RunEnds
        );

    private async Task<JsonNode?> RunAsync(Pipeline pipeline, string batch) =>
        (await system.Api.RunsAsync(pipeline.Name))?.FirstOrDefault(run => (string?)run["batch"] == batch);

    private Task EndedAsync(Pipeline pipeline) =>
        WaitFor.TrueAsync(
            $"the {pipeline.Landed.Count} runs to end",
            async () =>
                await system.Api.RunsAsync(pipeline.Name) is { } runs
                && runs.Count == pipeline.Landed.Count
                && runs.All(run => (string?)run["state"] != RunState.Running),
            RunEnds
        );

    private void Count(string act, HttpStatusCode status)
    {
        lock (_done)
        {
            var done = $"{act} {(int)status}";
            _done[done] = _done.GetValueOrDefault(done) + 1;
        }
    }

    private static async Task PassAsync(TimeSpan time)
    {
        using var moment = new PeriodicTimer(time);
        await moment.WaitForNextTickAsync();
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static class Words
    {
        public const string Training = "training";
        public const string Evaluation = "evaluation";
        public const string Rollout = "rollout";
    }
}
