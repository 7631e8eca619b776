using System.Globalization;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Readme;

/// <summary>
/// Follows the tutorial block by block, as a reader with two terminals does. Variables and functions of one block are there in the next.
/// </summary>
internal sealed class TutorialSession(string folder) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(6);

    /// <summary>One command follows a whole run.</summary>
    private static readonly TimeSpan BlockLimit = TimeSpan.FromMinutes(3);

    private readonly string _variables = Path.Combine(folder, "variables.sh");
    private Task<(int Code, string Output)>? _system;
    private string _output = "";

    private string State => Path.Combine(folder, "state");

    public Task FollowAsync(TutorialBlock block)
    {
        switch (block.Kind)
        {
            case TutorialBlockKind.File:
                return File.WriteAllTextAsync(Path.Combine(folder, block.Argument), block.Text);
            case TutorialBlockKind.Terminal:
                return StartAsync(block);
            case TutorialBlockKind.Run:
                return RunAsync(block);
            case TutorialBlockKind.RunUntil:
                return WaitFor.TrueAsync($"«{block.Argument}» of: {block.Text}", () => PrintsAsync(block), BlockLimit);
            case TutorialBlockKind.Shows:
                Assert.True(
                    !block.MissingFrom(_output).Any(),
                    $"The tutorial shows what the command did not print:\n{string.Join('\n', block.MissingFrom(_output))}\nIt "
                        + $"printed:\n{_output}"
                );
                return Task.CompletedTask;
            default:
                throw new ArgumentOutOfRangeException(nameof(block), block.Kind, "A kind of block that nobody follows.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunningData.StopAsync(State);
        if (_system is not null)
        {
            await _system;
        }
    }

    private async Task StartAsync(TutorialBlock block)
    {
        _system = Shell.RunAsync(block.Text, StartLimit, ("work", folder));
        await WaitFor.TrueAsync(
            "the tutorial's system to start",
            async () =>
            {
                Assert.False(_system.IsCompleted, _system.IsCompleted ? (await _system).Output : "");
                return RunningData.IsReady(State);
            },
            StartLimit
        );
    }

    private async Task RunAsync(TutorialBlock block)
    {
        var wanted = block.Argument.Length == 0 ? 0 : int.Parse(block.Argument, CultureInfo.InvariantCulture);
        var code = await TryAsync(block);
        Assert.True(code == wanted, $"{block.Text}\nended with {code}, not {wanted}:\n{_output}");
    }

    private async Task<bool> PrintsAsync(TutorialBlock block) =>
        await TryAsync(block) == 0 && _output.Contains(block.Argument, StringComparison.Ordinal);

    private async Task<int> TryAsync(TutorialBlock block)
    {
        var script =
            $"if [ -f '{_variables}' ]; then . '{_variables}'; fi\nset -ae\n{block.Text}\n{{ export -p; declare -f || true; }} "
            + $"> '{_variables}'";
        (var code, _output) = await Shell.RunAsync(script, BlockLimit, ("work", folder));
        return code;
    }
}
