using System.Diagnostics;
using System.Text.RegularExpressions;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.Architecture;

/// <summary>Two host targets, one source.</summary>
public sealed partial class HostTargetTests
{
    private static readonly TimeSpan RestoreLimit = TimeSpan.FromMinutes(4);

    [Fact]
    public void Targets_OfBothHosts_TakeTheSameProperties() =>
        Assert.Equal(Properties("eng/hosts/Azure.targets"), Properties("eng/hosts/Local.targets"));

    [Fact]
    public void Properties_OfTheProjects_AreThoseThatTheTargetsTake()
    {
        var known = Properties("eng/hosts/Local.targets").Union(Properties("eng/hosts/AzureStorage.targets")).ToList();
        Assert.Empty(Checkout.Projects.SelectMany(project => Set().Matches(Checkout.Read(project)).Select(match => match.Groups[1].Value)).Except(known));
    }

    [SkippableTheory]
    [InlineData("functions/Functions.csproj")]
    [InlineData("infra/Infra.csproj")]
    public async Task Project_ForAzure_RestoresAgainstTheGenuinePackages(string project)
    {
        using var folder = new TemporaryFolder();
        var (code, said) = await RestoreAsync(project, folder.Path);
        // A package that the feed lacks is no fault of ours; a version that is there but does not fit is.
        var lacking = Lacking().Matches(said).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).ToList();
        Skip.If(lacking.Count > 0, $"the package feed lacks {string.Join(", ", lacking)}");
        Skip.If(said.Contains("NU1301", StringComparison.Ordinal), "the package feed does not answer");
        Assert.True(code == 0, said);
    }

    private static List<string> Properties(string file) =>
        [.. Used().Matches(Checkout.Read(file)).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    private static async Task<(int Code, string Said)> RestoreAsync(string project, string artifacts)
    {
        string[] arguments =
        [
            "restore", Path.Combine(Repository.Root, project), "-p:HostTarget=Azure", $"-p:ArtifactsPath={artifacts}",
            "--disable-build-servers", "-v", "q",
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(RestoreLimit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"\$\((Uses\w+)\)")]
    private static partial Regex Used();

    [GeneratedRegex(@"<(Uses\w+)>")]
    private static partial Regex Set();

    [GeneratedRegex(@"NU110[123]: Unable to find (?:a stable )?package ([\w.]*\w)")]
    private static partial Regex Lacking();
}
