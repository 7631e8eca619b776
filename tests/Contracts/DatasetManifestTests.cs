using ServerlessML.Contracts.Intake;

namespace ServerlessML.Tests.Contracts;

public sealed class DatasetManifestTests
{
    private static readonly DatasetManifest Manifest = new()
    {
        Pipeline = "flights",
        Files =
        [
            new()
            {
                Name = "a.csv",
                Digest = Digest.Of("a"u8),
                Bytes = 1,
                Format = DataFormat.Csv,
            },
        ],
    };

    [Fact]
    public void ContentDigest_OtherContentNameOrUnreadableFile_Differs() =>
        Assert.Equal(
            4,
            new[]
            {
                Manifest.ContentDigest(),
                (Manifest with { Files = [Manifest.Files[0] with { Digest = Digest.Of("b"u8) }] }).ContentDigest(),
                (Manifest with { Files = [Manifest.Files[0] with { Name = "b.csv" }] }).ContentDigest(),
                (Manifest with { Unreadable = ["notes.txt"] }).ContentDigest(),
            }
                .Distinct()
                .Count()
        );
}
