using System.Security.Claims;
using ServerlessML.LocalHost.Hosting.Http;

namespace ServerlessML.Tests.LocalHost;

public sealed class PeopleTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    private People People => new(_temp["data"]);

    private string FilePath => Path.Combine(_temp["data"], People.FileName);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Identify_APersonsToken_TellsNameAndRoles()
    {
        var token = People.Add("ann", ["approver", "operator"], DateTimeOffset.UnixEpoch);
        var identity = People.Identify(token)!;
        Assert.Equal("ann@local", identity.Name);
        Assert.Equal(["approver", "operator"], identity.FindAll(ClaimTypes.Role).Select(claim => claim.Value));
        Assert.Null(People.Identify(token.AsSpan(1)));
        Assert.Null(People.Identify(""));
    }

    [Fact]
    public void Add_Person_KeepsTheDigestOnlyForItsOwner()
    {
        var token = People.Add("ann", ["approver"], DateTimeOffset.UnixEpoch);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.DoesNotContain(token, File.ReadAllText(FilePath), StringComparison.Ordinal);
        // Neither does a person's own digest open anything.
        Assert.Null(People.Identify(People.All()[0].Digest));
    }

    [Fact]
    public void Add_Again_ReplacesTheToken()
    {
        var first = People.Add("ann", ["approver"], DateTimeOffset.UnixEpoch);
        var second = People.Add("ann", ["operator"], DateTimeOffset.UnixEpoch);
        Assert.Null(People.Identify(first));
        Assert.Equal("operator", People.Identify(second)!.FindFirst(ClaimTypes.Role)!.Value);
        Assert.Single(People.All());
    }

    [Fact]
    public void Revoke_Person_EndsItsTokenOnly()
    {
        var ann = People.Add("ann", ["approver"], DateTimeOffset.UnixEpoch);
        var bob = People.Add("bob", ["approver"], DateTimeOffset.UnixEpoch);
        Assert.True(People.Revoke("ann"));
        Assert.False(People.Revoke("ann"));
        Assert.Null(People.Identify(ann));
        Assert.NotNull(People.Identify(bob));
    }

    [Theory]
    [InlineData("approver", "approver")]
    [InlineData("Ann", "approver")]
    [InlineData("ann@local", "approver")]
    [InlineData("../ann", "approver")]
    [InlineData("", "approver")]
    [InlineData("ann", "boss")]
    [InlineData("ann")]
    public void Add_NameOrRoleThatCannotBe_IsRefused(string name, params string[] roles)
    {
        Assert.Throws<InvalidSettingException>(() => People.Add(name, roles, DateTimeOffset.UnixEpoch));
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void Identify_FileThatOthersCanChange_IsRefused()
    {
        var token = People.Add("ann", ["approver"], DateTimeOffset.UnixEpoch);
        File.SetUnixFileMode(FilePath, File.GetUnixFileMode(FilePath) | UnixFileMode.GroupWrite);
        Assert.Contains(FilePath, Assert.Throws<InvalidSettingException>(() => People.Identify(token)).Message, StringComparison.Ordinal);
    }
}
