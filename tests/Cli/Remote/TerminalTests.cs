using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServerlessML.Cli;
using ServerlessML.LocalHost.Supervision;

namespace ServerlessML.Tests.Cli.Remote;

/// <summary>The command line as a person has it before them: in a terminal, driven by tmux.</summary>
public sealed class TerminalTests : IAsyncLifetime
{
    private const string Digest = "sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _data = new();
    private readonly string _socket = $"sml-{Guid.NewGuid():N}";
    private readonly WebApplication _api;
    private string? _decision;

    public TerminalTests() => _api = Api();

    public async Task InitializeAsync()
    {
        await _api.StartAsync();
        new SystemFile
        {
            Pid = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            Api = new(_api.Urls.First()),
            Gateway = new(_api.Urls.First()),
            StorageConnection = "",
            Ready = true,
            Parts = new Dictionary<string, RunningPart>(),
        }.Write(_data.Path);
        File.WriteAllText(_data["tokens.json"], """{"engineer":"e","approver":"a","operator":"o"}""");
    }

    public async Task DisposeAsync()
    {
        if (HasTmux)
        {
            await TmuxAsync("kill-server");
        }

        await _api.DisposeAsync();
        _data.Dispose();
    }

    [SkippableFact]
    public async Task Approve_AtATerminal_AsksAndSignsWhatItShowed()
    {
        Skip.IfNot(HasTmux, "tmux, which makes a terminal, is not installed.");
        await TypeAsync($"dotnet {typeof(Sml).Assembly.Location} approve parcels-1 --data {_data.Path}; echo ended with $?");
        await ShowsAsync("[y/N]");
        Assert.Contains(Digest[..40], await ScreenAsync(), StringComparison.Ordinal);
        await TypeAsync("y");
        await ShowsAsync("ended with 0");
        Assert.Contains(Digest, _decision, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1 ", false)]
    public async Task Runs_AtATerminal_HaveColoursUnlessUnwanted(string before, bool colours)
    {
        Skip.IfNot(HasTmux, "tmux, which makes a terminal, is not installed.");
        await TypeAsync($"{before}dotnet {typeof(Sml).Assembly.Location} runs --data {_data.Path}; echo ended with $?");
        await ShowsAsync("ended with 0");
        var row = (await ScreenAsync("-e")).Split('\n').Single(line => line.Contains("parcels-1 ", StringComparison.Ordinal));
        Assert.Equal(colours, row.Contains("\u001b[", StringComparison.Ordinal));
        Assert.Contains("completed", row, StringComparison.Ordinal);
    }

    private static bool HasTmux =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists($"{folder}/tmux"));

    private WebApplication Api()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var api = builder.Build();
        api.Urls.Add("http://127.0.0.1:0");
        Answers(api, "/api/runs", """{"runs":[{"runId":"parcels-1","batch":"b","state":"completed"}]}""");
        Answers(api, "/api/runs/parcels-1/approval", "{}");
        Answers(
            api,
            "/api/runs/parcels-1",
            $$"""{"runId":"parcels-1","pipeline":"parcels","state":"running","stage":"approval","evidence":"{{Digest}}"}"""
        );
        api.MapPost("/api/runs/parcels-1/decision", async (HttpRequest request) =>
        {
            using StreamReader reader = new(request.Body);
            _decision = await reader.ReadToEndAsync();
            return Results.Text("{}", "application/json");
        });
        return api;
    }

    private static void Answers(WebApplication api, string route, string body) =>
        api.MapGet(route, () => Results.Text(body, "application/json"));

    private async Task TypeAsync(string line)
    {
        if (!File.Exists(_data["terminal"]))
        {
            File.WriteAllText(_data["terminal"], "");
            await TmuxAsync("-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", "50", "bash --norc");
        }

        await TmuxAsync("send-keys", "-l", line);
        await TmuxAsync("send-keys", "Enter");
    }

    private Task ShowsAsync(string text) =>
        WaitFor.TrueAsync(
            $"«{text}» on the screen",
            async () =>
                (await ScreenAsync())
                    .Split('\n')
                    .Any(line => line.Contains(text, StringComparison.Ordinal) && !line.Contains("$?", StringComparison.Ordinal)),
            Limit
        );

    private Task<string> ScreenAsync(params string[] options) => TmuxAsync(["capture-pane", "-p", .. options]);

    private async Task<string> TmuxAsync(params string[] words)
    {
        using var tmux = Process.Start(new ProcessStartInfo("tmux", ["-L", _socket, .. words]) { RedirectStandardOutput = true })!;
        var said = await tmux.StandardOutput.ReadToEndAsync();
        await tmux.WaitForExitAsync();
        return said;
    }
}
