namespace ServerlessML.Tests.Ml;

public sealed class QualityTests
{
    [Fact]
    public void Of_FourRows_AgreesWithHand()
    {
        var quality = Quality.Of([0.9f, 0.6f, 0.2f, 0.55f], [true, false, false, true]);

        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.4) + Math.Log(0.8) + Math.Log(0.55)) / 4, quality.LogLoss, 6);
        Assert.Equal((0.01 + 0.36 + 0.04 + 0.2025) / 4, quality.Brier, 6);
        Assert.Equal(0.75, quality.Accuracy);
        Assert.Equal(0.75, quality.Auc.Auc);
        Assert.Equal((4, 2), (quality.Rows, quality.Positives));
        // Bins .9: |.9-1|, .6: |.6-0|, .2: |.2-0|, .5: |.55-1|, a quarter each.
        Assert.Equal((0.1 + 0.6 + 0.2 + 0.45) / 4, quality.CalibrationError, 6);
    }

    [Fact]
    public void Of_CertainAndWrong_StaysFinite() =>
        Assert.Equal(-Math.Log(1e-7), Quality.Of([1f, 0f], [false, true]).LogLoss, 6);

    [Fact]
    public void Calibration_Edges_FallIntoTheirBins()
    {
        var bins = Calibration.Bins([0f, 0.05f, 1f], [false, true, true]);

        Assert.Equal([(0.0, 2, 0.5), (0.9, 1, 1.0)], bins.Select(bin => (bin.Low, bin.Rows, bin.PositiveShare)));
    }

    [Fact]
    public void RocCurve_Ends_AreTheCorners()
    {
        var points = RocCurve.Points([0.9f, 0.8f, 0.8f, 0.1f], [true, true, false, false]);

        Assert.Equal([(0, 0), (0, 0.5), (0.5, 1), (1, 1)], points.Select(point => (point.FalsePositiveRate, point.TruePositiveRate)));
    }

    [Fact]
    public void Slices_SmallAndOneClass_AreLeftOut()
    {
        var table = new Table([CategoryColumn.From("city", ["Bern", "Bern", "Bern", "Graz", "Graz", "Lyon", null, null])]);
        bool[] labels = [true, false, true, true, true, false, true, false];
        float[] candidate = [0.9f, 0.1f, 0.8f, 0.5f, 0.5f, 0.5f, 0.1f, 0.9f];
        float[] champion = [0.1f, 0.9f, 0.8f, 0.5f, 0.5f, 0.5f, 0.9f, 0.1f];

        var slices = Slices.Of(table, ["city"], 2, labels, candidate, champion);

        Assert.Equal([("Bern", 3L, 1.0, 0.0), ("", 2L, 0.0, 1.0)],
            slices.Select(slice => (slice.Value, slice.Rows, slice.CandidateAuc, slice.ChampionAuc!.Value)));
    }
}
