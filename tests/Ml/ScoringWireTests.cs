using ServerlessML.Ml.Evaluation.Scoring;

namespace ServerlessML.Tests.Ml;

/// <summary>What the confined process is told and says comes over as it was, and an answer that is none is refused.</summary>
public sealed class ScoringWireTests
{
    private static readonly byte[][] Texts =
    [
        [],
        [0xC3, 0xA4],
        [0],
    ];
    private static readonly ColumnSlice[] Sent = [new([1.5f, float.NaN, -0f], null), new(null, Texts)];

    [Fact]
    public void Columns_OfNumbersAndTexts_ComeOverAsTheyWere()
    {
        using MemoryStream pipe = new();
        using (BinaryWriter to = new(pipe, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            ScoringWire.Write(to, Sent);
        }

        pipe.Position = 0;
        using BinaryReader from = new(pipe);
        var columns = ScoringWire.Columns(from);
        Assert.Equal(Sent[0].Numbers, columns[0].Numbers);
        Assert.Equal(Texts, columns[1].Texts);
        Assert.Equal(pipe.Length, pipe.Position);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Tensors_OfACountThatNoModelHas_AreRefused(int count)
    {
        using BinaryReader from = new(new MemoryStream(BitConverter.GetBytes(count)));
        Assert.Throws<InvalidDataException>(() => ScoringWire.Tensors(from));
    }

    [Fact]
    public void Numbers_MoreThanWereAskedFor_AreRefused()
    {
        using BinaryReader from = new(new MemoryStream(BitConverter.GetBytes(5)));
        Assert.Throws<InvalidDataException>(() => ScoringWire.Numbers(from, 4));
    }
}
