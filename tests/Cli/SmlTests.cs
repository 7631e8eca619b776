using System.CommandLine;
using System.Text.Json;
using ServerlessML.Cli;
using ServerlessML.Cli.Programs;
using ServerlessML.Demo;

namespace ServerlessML.Tests.Cli;

/// <summary>The tree of commands, and the programs that it hands requests to.</summary>
public sealed class SmlTests
{
    [Theory]
    [InlineData("'dmeo' is no command of sml; did you mean 'demo'?", "dmeo")]
    [InlineData("'bench' needs a command of its own", "bench")]
    [InlineData("part is “memry”; it must be one of throughput, tails, memory, swaps. Did you mean memory?", "bench", "serving", "memry")]
    [InlineData("'--kep' is no argument of sml demo", "demo", "--kep")]
    [InlineData("Option '--stack' is required.", "infra", "preview")]
    [InlineData("shell is “fish”; it must be one of bash, zsh, pwsh.", "completion", "fish")]
    public async Task Words_ThatAreNoCommand_AreRefusedWithTheNearest(string message, params string[] words)
    {
        var said = await Said.OfAsync(words);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
        Assert.Contains("--help", said.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (said.Code, said.Out));
    }

    [Theory]
    [InlineData("")]
    [InlineData("help")]
    [InlineData("--help")]
    public async Task NoWords_ShowTheCommands(string words)
    {
        var said = await Said.OfAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.All(["demo", "up", "test", "token"], command => Assert.Contains($"  {command}", said.Out, StringComparison.Ordinal));
        Assert.DoesNotContain("  host ", said.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_AreDescribedAndHaveAnAction()
    {
        static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
        Assert.All(All(Sml.Root(Session.OfThisProcess())), command =>
        {
            Assert.NotNull(command.Action);
            Assert.NotEmpty(command.Description!);
            Assert.All(command.Options, option => Assert.NotEmpty(option.Description!));
            Assert.All(command.Arguments, argument => Assert.NotEmpty(argument.Description!));
        });
    }

    [Fact]
    public async Task Demo_GetsWhatItReads()
    {
        var call = await CallAsync("demo", "rollouts", "--leave-running", "--data", "/tmp/x");
        Assert.EndsWith("ServerlessML.Demo.dll", call.Arguments[0], StringComparison.Ordinal);
        var options = DemoOptions.Read(call.Arguments[1]);
        Assert.Equal((DemoStory.Rollouts, true, "/tmp/x"), (options.Story, options.Keep, options.DataDirectory));
        Assert.Equal(DemoStory.MainJob, DemoOptions.Read((await CallAsync("demo")).Arguments[1]).Story);
        Assert.Throws<JsonException>(() => DemoOptions.Read("""{"dataDirectory":"/tmp/x","kep":true}"""));
    }

    [Fact]
    public async Task Completion_OfAWord_IsThatOfTheTree()
    {
        Assert.Equal("token\n", (await Said.OfAsync(["[suggest:6]", "sml tok"])).Out);
        Assert.Contains("complete -o default -F _sml sml", (await Said.OfAsync(["completion", "bash"])).Out, StringComparison.Ordinal);
    }

    private static async Task<ProgramCall> CallAsync(params string[] words)
    {
        ProgramCall? call = null;
        Task<int> Start(ProgramCall started)
        {
            call = started;
            return Task.FromResult(7);
        }

        var said = await Said.OfAsync(words, session => session with { Start = Start });
        Assert.Equal((7, ""), (said.Code, said.Error));
        return call!;
    }
}
