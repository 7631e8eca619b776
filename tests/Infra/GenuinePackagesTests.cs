using System.Diagnostics;

namespace ServerlessML.Tests.Infra;

/// <summary>One property puts the genuine packages in the stand-ins' place.</summary>
public sealed class GenuinePackagesTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("", false)]
    public async Task Infra_TakesTheOnesOrTheOthers(string genuine, bool packages)
    {
        ProcessStartInfo start = new(
            "dotnet",
            ["msbuild", Path.Combine(Graphs.Folder, "Infra.csproj"), "-getItem:PackageReference", "-getItem:ProjectReference", "-nologo"]
        )
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
            Environment = { ["GenuinePulumi"] = genuine },
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(
            packages,
            said.Contains("\"Identity\": \"Pulumi.AzureNative\"", StringComparison.Ordinal)
                && said.Contains("\"Identity\": \"Pulumi\"", StringComparison.Ordinal)
        );
        Assert.Equal(!packages, said.Contains("StandIn.Pulumi.csproj", StringComparison.Ordinal));
        Assert.Equal(!packages, said.Contains("StandIn.Pulumi.AzureNative.csproj", StringComparison.Ordinal));
    }
}
