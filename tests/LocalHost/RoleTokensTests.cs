using System.Security.Claims;
using ServerlessML.Contracts.Identity;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Tests.LocalHost;

public sealed class RoleTokensTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    private string Data => _temp["data"];

    private string TokenFile => Path.Combine(Data, RoleTokens.FileName);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void LoadOrCreate_FirstTime_MakesOwnerOnlyFiles()
    {
        RoleTokens.LoadOrCreate(Data);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
        Assert.Equal([TokenFile], Directory.GetFiles(Data));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite | UnixFileMode.SetGroup)]
    public void MakePrivate_FolderThatOthersHadAccessTo_IsItsOwnersAlone(UnixFileMode others)
    {
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, OwnerFile.DirectoryMode | others);

        OwnerFile.MakePrivate(Data);

        Assert.Equal(OwnerFile.DirectoryMode, File.GetUnixFileMode(Data));
    }

    [Fact]
    public void LoadOrCreate_SecondTime_KeepsTheTokens()
    {
        var first = RoleTokens.LoadOrCreate(Data);
        var second = RoleTokens.LoadOrCreate(Data);

        Assert.All(Role.All, role => Assert.Equal(first[role], second[role]));
        Assert.Equal(Role.All.Count, Role.All.Select(role => first[role]).Distinct().Count());
    }

    [Fact]
    public void LoadOrCreate_ManyAtOnce_AgreeOnOneFile()
    {
        var tokens = Enumerable
            .Range(0, 8)
            .AsParallel()
            .WithDegreeOfParallelism(8)
            .Select(_ => RoleTokens.LoadOrCreate(Data)["approver"])
            .ToList();
        Assert.Single(tokens.Distinct());
        Assert.Equal([TokenFile], Directory.GetFiles(Data));
    }

    [Fact]
    public void LoadOrCreate_FileOthersCanRead_IsRefused()
    {
        RoleTokens.LoadOrCreate(Data);
        File.SetUnixFileMode(TokenFile, File.GetUnixFileMode(TokenFile) | UnixFileMode.GroupRead);
        Assert.Contains(
            TokenFile,
            Assert.Throws<InvalidSettingException>(() => RoleTokens.LoadOrCreate(Data)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"engineer\":\"short\"}")]
    public void LoadOrCreate_BrokenFile_IsRefusedByName(string content)
    {
        RoleTokens.LoadOrCreate(Data);
        File.WriteAllText(TokenFile, content);
        Assert.Contains(
            TokenFile,
            Assert.Throws<InvalidSettingException>(() => RoleTokens.LoadOrCreate(Data)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Identify_Token_TellsNameAndRole()
    {
        var tokens = RoleTokens.LoadOrCreate(Data);
        var identity = tokens.Identify(tokens["approver"]);

        Assert.Equal("approver@local", identity!.Name);
        Assert.True(identity.IsAuthenticated);
        Assert.Equal("approver", identity.FindFirst(ClaimTypes.Role)!.Value);
        Assert.Null(tokens.Identify(tokens["approver"] + "x"));
        Assert.Null(tokens.Identify(tokens["approver"].ToUpperInvariant()));
        Assert.Null(tokens.Identify(""));
    }
}
