namespace ServerlessML.Tests.Contracts;

public sealed class DigestTests
{
    // FIPS 180-2's vector for «abc».
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Of_KnownText_GivesThePublishedDigest() => Assert.Equal($"sha256:{Abc}", Digest.Of("abc"u8).ToString());

    [Fact]
    public async Task OfAsync_Stream_AgreesWithBytes() =>
        Assert.Equal(Digest.Of("abc"u8), await Digest.OfAsync(new MemoryStream("abc"u8.ToArray())));

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256:ABCD")]
    [InlineData("md5:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("../../etc/passwd")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    public void Parse_AnythingElse_NamesTheText(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => Digest.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_BothForms_AreEqual() => Assert.Equal(Digest.Parse(Abc), Digest.Parse($"sha256:{Abc}"));
}
