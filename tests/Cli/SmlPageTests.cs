using System.CommandLine;
using ServerlessML.Cli;

namespace ServerlessML.Tests.Cli;

/// <summary>docs/reference/sml.md has what the parser has.</summary>
public sealed class SmlPageTests
{
    private static readonly string[] Everywhere = ["--profile", "--data", "--as", "--output", "--query", "--yes", "--help", "--version"];

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "sml.md"));

    public static TheoryData<string> Commands => [.. Leaves(Sml.Root(Session.OfThisProcess()), "sml").Select(leaf => leaf.Words)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OfTheParser_HasARowWithItsOptions(string words)
    {
        var row = Page.Split('\n').FirstOrDefault(line => line.StartsWith('|') && line.Contains($"`{words}", StringComparison.Ordinal));
        Assert.True(row is not null, $"docs/reference/sml.md has no row of `{words}`.");
        var command = Leaves(Sml.Root(Session.OfThisProcess()), "sml").Single(leaf => leaf.Words == words).Command;
        var options = command.Options.Where(option => !option.Hidden && !Everywhere.Contains(option.Name)).Select(option => option.Name);
        Assert.All(options, name =>
            Assert.True(
                row.Contains($"`{name}", StringComparison.Ordinal) || row.Contains($" {name} ", StringComparison.Ordinal),
                $"The row of `{words}` lacks {name}."
            )
        );
    }

    private static IEnumerable<(string Words, Command Command)> Leaves(Command command, string words) =>
        command
            .Subcommands.Where(sub => !sub.Hidden)
            .SelectMany(sub => sub.Subcommands.Count > 0 ? Leaves(sub, $"{words} {sub.Name}") : [($"{words} {sub.Name}", sub)]);
}
