namespace ServerlessML.Tests.Ml;

/// <summary>Compares measures with values computed by hand.</summary>
public sealed class TaskQualityTests
{
    [Fact]
    public void MultiClass_FourRows_AsByHand()
    {
        float[] probabilities = [0.5f, 0.25f, 0.25f, 0.2f, 0.7f, 0.1f, 0.6f, 0.2f, 0.2f, 0f, 0f, 1f];

        var quality = MultiClassQuality.Of(probabilities, [0, 1, 2, 2], 3);

        Assert.Equal(0.75, quality.Accuracy);
        Assert.Equal((Math.Log(2) - Math.Log(0.7) - Math.Log(0.2)) / 4, quality.LogLoss, 1e-6);
        // Class 0: above two of three. Class 1: above all. Class 2: 0.2 and 1 against 0.25 and 0.1, three of four.
        Assert.Equal((2.0 / 3 + 1 + 3.0 / 4) / 3, quality.MacroAuc!.Value, 1e-9);
    }

    [Fact]
    public void MultiClass_ClassThatIsNotThere_IsLeftOutOfTheMean() =>
        Assert.Equal(1, MultiClassQuality.Of([0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f], [0, 1], 3).MacroAuc);

    [Fact]
    public void MultiClass_OneClassAlone_HasNoArea() =>
        Assert.Null(MultiClassQuality.Of([0.8f, 0.1f, 0.1f], [0], 3).MacroAuc);

    [Fact]
    public void Regression_FourRows_AsByHand()
    {
        var quality = RegressionQuality.Of([1, 2, 3, 8], [1, 4, 3, 4]);

        Assert.Equal(Math.Sqrt((4 + 16) / 4.0), quality.Rmse, 1e-9);
        Assert.Equal(1.5, quality.Mae, 1e-9);
        Assert.Equal(1 - 20 / 6.0, quality.R2, 1e-9);
    }
}
