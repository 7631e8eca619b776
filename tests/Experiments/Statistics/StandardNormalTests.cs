using MathNet.Numerics;
using ServerlessML.Experiments.Statistics;

namespace ServerlessML.Tests.Experiments.Statistics;

public sealed class StandardNormalTests
{
    [Theory]
    [InlineData(0.025, 1.959963984540054)]
    [InlineData(0.5, 0)]
    [InlineData(0.975, -1.959963984540054)]
    [InlineData(0.001, 3.090232306167813)]
    [InlineData(1e-9, 5.997807015007687)]
    public void Quantile_Tails_AgreeWithTables(double tail, double z)
    {
        Assert.Equal(z, StandardNormal.Quantile(tail), 11);
        Assert.Equal(tail, StandardNormal.Tail(z), 12);
    }

    [Theory]
    [InlineData(3.841458820694124, 1, 0.05)]
    [InlineData(5.991464547107979, 2, 0.05)]
    [InlineData(11.070497693516351, 5, 0.05)]
    [InlineData(18.307038053275146, 10, 0.05)]
    [InlineData(0, 3, 1)]
    public void ChiSquareTail_Tables_Agree(double x, int degrees, double tail) =>
        Assert.Equal(tail, SpecialFunctions.GammaUpperRegularized(degrees / 2.0, x / 2), 11);

    [Fact]
    public void LogGamma_Factorials_Agree()
    {
        var factorial = 0.0;
        for (var n = 1; n < 60; n++)
        {
            Assert.Equal(factorial, SpecialFunctions.GammaLn(n), 11);
            factorial += Math.Log(n);
        }

        Assert.Equal(Math.Log(Math.PI) / 2, SpecialFunctions.GammaLn(0.5), 12);
    }
}
