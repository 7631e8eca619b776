using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.DurableTask.Client;
using ServerlessML.LocalHost.Supervision;

namespace ServerlessML.Tests.LocalHost;

public sealed class SupervisionTests : IDisposable
{
    // Says when it is up and why it ends; "sleep" in the background lets the shell take the signal at once.
    private const string Obedient =
        """trap 'echo "$1 stopped" >>"$2"; exit 0' TERM; echo "$1 started" >>"$2"; while :; do sleep 60 >/dev/null 2>&1 & wait $!; done""";

    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Take_SecondTime_IsRefusedWithTheProcess()
    {
        using (DataDirectoryLock.Take(_temp.Path))
        {
            var refusal = Assert.Throws<InvalidSettingException>(() => DataDirectoryLock.Take(_temp.Path)).Message;
            Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal, StringComparison.Ordinal);
            Assert.Contains(_temp.Path, refusal, StringComparison.Ordinal);
        }

        DataDirectoryLock.Take(_temp.Path).Dispose();
    }

    [Fact]
    public void FreePort_TakenPorts_AreSteppedOver()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var used = ((IPEndPoint)listener.LocalEndpoint).Port;
        var taken = new HashSet<int>();
        var first = FreePort.From(used, taken);
        var second = FreePort.From(used, taken);

        Assert.True(first > used && second > first, $"{used} {first} {second}");
    }

    [Fact]
    public async Task Supervisor_Parts_StartInOrderAndStopInReverse()
    {
        var plan = Plan(Shell("one", Obedient), Shell("two", Obedient));
        await using (var supervisor = new Supervisor(plan, _ => { }))
        {
            await supervisor.StartAsync(default);
            Assert.True(SystemFile.Read(_temp.Path)!.Ready);
            await WaitFor.TrueAsync("both parts", () => Task.FromResult(Notes().Count == 2));
        }

        Assert.Equal(["two stopped", "one stopped"], Notes().TakeLast(2));
        Assert.Empty(SystemFile.Read(_temp.Path)!.Parts);
    }

    [Fact]
    public async Task Supervisor_FirstWordOfTheSystem_ComesAfterItsTokens()
    {
        using var watcher = new FileSystemWatcher(_temp.Path) { NotifyFilter = NotifyFilters.FileName };
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        watcher.Renamed += (_, file) => seen.Enqueue(file.Name!);
        watcher.EnableRaisingEvents = true;

        await using (var supervisor = new Supervisor(Plan(Shell("one", Obedient)), _ => { }))
        {
            await supervisor.StartAsync(default);
            await WaitFor.TrueAsync("the file of the system", () => Task.FromResult(seen.Contains(SystemFile.Name)));
        }

        Assert.Equal(["tokens.json", SystemFile.Name], seen.Distinct().Take(2));
    }

    [Fact]
    public async Task Supervisor_PartThatWritesControlCharacters_HasNoneInItsLog()
    {
        var rude = Shell(
            "rude",
            """printf 'red \033[31m, bell \007, back \b, title \033]0;x\007, \302\233 and tab\tend\n'; echo up >>"$2"; """ + Obedient
        );
        await using (var supervisor = new Supervisor(Plan(rude), _ => { }))
        {
            await supervisor.StartAsync(default);
            await WaitFor.TrueAsync("the part", () => Task.FromResult(Notes().Count > 0));
        }

        var log = File.ReadAllText(Path.Combine(_temp.Path, "logs", "rude.log"));
        Assert.Contains("tab\tend", log, StringComparison.Ordinal);
        Assert.DoesNotContain(log, one => char.IsControl(one) && one is not ('\n' or '\t'));
    }

    [Fact]
    public async Task Supervisor_PartThatTakesItsTime_IsWaitedForByNameAndHoldsUpNoneButTheFirst()
    {
        var told = new List<string>();
        var slow = Shell("slow", """trap 'sleep 3; echo slow stopped >>"$2"; exit 0' TERM; echo up >>"$2"; while :; do sleep 0.1; done""");
        await using (var supervisor = new Supervisor(Plan(Shell("one", Obedient), slow, Shell("three", Obedient)), told.Add))
        {
            await supervisor.StartAsync(default);
            await WaitFor.TrueAsync("all parts", () => Task.FromResult(Notes().Count == 3));
        }

        Assert.Equal(["three stopped", "slow stopped", "one stopped"], Notes().TakeLast(3));
        Assert.Contains(told, line => line.StartsWith("Waiting for slow to finish", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Supervisor_PartKilled_IsStartedAgainAndTold()
    {
        var told = new List<string>();
        using var stop = new CancellationTokenSource();
        await using var supervisor = new Supervisor(Plan(Shell("one", Obedient)), told.Add);
        await supervisor.StartAsync(default);
        var running = supervisor.RunAsync(stop.Token);
        var first = SystemFile.Read(_temp.Path)!.Parts["one"];

        first.Find()!.Kill();
        var second = await WaitFor.ValueAsync("another process", () =>
            Task.FromResult(SystemFile.Read(_temp.Path)!.Parts.GetValueOrDefault("one") is { } part && part.Pid != first.Pid ? part : null)
        );

        Assert.NotNull(second.Find());
        Assert.Null(first.Find());
        Assert.Contains("one ended with code 137", Assert.Single(told), StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Supervisor_PartEndsBeforeItIsReady_SaysSoWithItsLastWords()
    {
        var part = Shell("one", "echo the disk is full; exit 3") with { Ready = new Uri("http://127.0.0.1:1/") };
        await using var supervisor = new Supervisor(Plan(part), _ => { });

        var failure = await Assert.ThrowsAsync<InvalidSettingException>(() => supervisor.StartAsync(default));
        Assert.Contains("one ended with code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the disk is full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Supervisor_PartThatDoesNotStop_IsKilledAfterItsGrace()
    {
        var part = Shell("one", """trap '' TERM; echo up >>"$2"; while :; do sleep 60; done""") with { Grace = TimeSpan.FromSeconds(1) };
        RunningPart running;
        await using (var supervisor = new Supervisor(Plan(part), _ => { }))
        {
            await supervisor.StartAsync(default);
            await WaitFor.TrueAsync("the part", () => Task.FromResult(Notes().Count == 1));
            running = SystemFile.Read(_temp.Path)!.Parts["one"];
        }

        Assert.Null(running.Find());
    }

    [Fact]
    public void SystemFile_IsTheOwnersAlone()
    {
        Empty().Write(_temp.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_temp[SystemFile.Name]));
    }

    [Theory]
    [InlineData("running=1d")]
    [InlineData("completed=soon")]
    [InlineData("failed=1d,failed=2d")]
    public void Parse_AgesThatAreNone_NamesTheOption(string ages) =>
        Assert.Contains(
            "--keep",
            Assert.Throws<InvalidSettingException>(() => RetentionPolicy.Parse(ages)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Parse_Ages_ReachTheHost()
    {
        var keep = RetentionPolicy.Parse("completed=30d,Failed=12h");
        Assert.Equal(
            [TimeSpan.FromDays(30), TimeSpan.FromHours(12)],
            [keep.Ages[OrchestrationRuntimeStatus.Completed], keep.Ages[OrchestrationRuntimeStatus.Failed]]
        );
        var host = SystemPlan.Make(new() { DataDirectory = _temp.Path, Keep = keep }, _ => { }).Parts.Single(part => part.Name == "host");
        Assert.Equal(["--keep", keep.Text], host.Command.TakeLast(2));
    }

    [Fact]
    public void Plan_WhoseApiPortIsTaken_NamesTheAddressThatTheHostListensOn()
    {
        // By somebody who listens on all addresses.
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        List<string> told = [];

        var plan = SystemPlan.Make(new() { DataDirectory = _temp.Path, ApiPort = port }, told.Add);

        var host = plan.Parts.Single(part => part.Name == "host");
        Assert.NotEqual(port, plan.Api.Port);
        Assert.Equal($"http://127.0.0.1:{plan.Api.Port}/", plan.Api.AbsoluteUri);
        Assert.Equal(["--port", $"{plan.Api.Port}"], host.Command.TakeLast(2));
        Assert.Equal((plan.Api.Host, plan.Api.Port), (host.Ready!.Host, host.Ready.Port));
        Assert.Contains($"Port {port} is in use; the API takes {plan.Api.Port}.", told);
    }

    private SystemPart Shell(string name, string script) =>
        new() { Name = name, Command = ["sh", "-c", script, "sh", name, _temp["notes"]] };

    private List<string> Notes() => File.Exists(_temp["notes"]) ? [.. File.ReadAllLines(_temp["notes"])] : [];

    private SystemPlan Plan(params SystemPart[] parts) =>
        new()
        {
            DataDirectory = _temp.Path,
            Api = new Uri("http://127.0.0.1:1"),
            Gateway = new Uri("http://127.0.0.1:1"),
            StorageConnection = "",
            Parts = parts,
        };

    private static SystemFile Empty() =>
        new()
        {
            Pid = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            Api = new Uri("http://127.0.0.1:1"),
            Gateway = new Uri("http://127.0.0.1:1"),
            StorageConnection = "",
            Ready = false,
            Parts = new Dictionary<string, RunningPart>(),
        };
}
