using ServerlessML.Contracts.Training;

namespace ServerlessML.Tests.Contracts;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("recipe")]
    [InlineData("team/recipe:1.4")]
    [InlineData("registry.example.com/team/recipe:1.4")]
    [InlineData("registry.example.com:5000/team/my_recipe__x-y:latest")]
    [InlineData("localhost/serverlessml-runner")]
    [InlineData("localhost:5000/r@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("r:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Is_NameOfAnImage_Holds(string text) => Assert.True(ImageReference.Is(text));

    [Theory]
    [InlineData("")]
    [InlineData("--volume=/:/host")]
    [InlineData("-v")]
    [InlineData("--privileged")]
    [InlineData(" recipe")]
    [InlineData("recipe ")]
    [InlineData("recipe --privileged")]
    [InlineData("recipe\n--privileged")]
    [InlineData("recipe\n")]
    [InlineData("Recipe")]
    [InlineData("/etc/passwd")]
    [InlineData("../recipe")]
    [InlineData("docker-archive:/tmp/x.tar")]
    [InlineData("dir:/tmp/x")]
    [InlineData("oci:/tmp/x:latest")]
    [InlineData("docker://registry.example.com/x")]
    [InlineData("https://registry.example.com/x")]
    [InlineData("recipe:-tag")]
    [InlineData("recipe@sha256:12")]
    [InlineData("a//b")]
    public void Is_AnythingElse_DoesNotHold(string text) => Assert.False(ImageReference.Is(text));

    [Fact]
    public void Is_NameThatIsTooLong_DoesNotHold() => Assert.False(ImageReference.Is(new string('a', 256)));

    [Theory]
    [InlineData("--privileged", "begins with no program")]
    [InlineData("", "begins with no program")]
    [InlineData("sh|-c|echo\0", "has a word with a NUL in it")]
    public void Problem_NoCommand_IsTold(string words, string problem) =>
        Assert.StartsWith(problem, CommandLine.Problem(words.Split('|')), StringComparison.Ordinal);

    [Fact]
    public void Problem_ProgramWithOptions_IsNone() => Assert.Null(CommandLine.Problem(["python3", "-m", "train", "--epochs", "3"]));
}
