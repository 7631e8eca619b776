using ServerlessML.Contracts.Validation;

namespace ServerlessML.Tests.Ml.Data;

public sealed class DriftTests
{
    [Fact]
    public void Psi_PublishedVector() =>
        Assert.Equal(0.0411791, Drift.Psi([0.5, 0.3, 0.2], [0.4, 0.35, 0.25]), 7);

    [Fact]
    public void Psi_EmptyBins_CountAsOneInTenThousand()
    {
        Assert.Equal(0, Drift.Psi([1, 0], [1, 0]));
        Assert.Equal((0.5 - 1e-4) * Math.Log(0.5 / 1e-4) + (0.5 - 1) * Math.Log(0.5), Drift.Psi([0.5, 0.5], [0, 1]), 12);
    }

    [Fact]
    public void JensenShannon_PublishedVector() =>
        Assert.Equal(0.5, Drift.JensenShannon([0.25, 0.25, 0.25, 0.25, 0], [0.25, 0.25, 0.25, 0, 0.25]), 12);

    [Fact]
    public void JensenShannon_EqualAndDisjoint_AreTheEnds()
    {
        Assert.Equal(0, Drift.JensenShannon([0.3, 0.7], [0.3, 0.7]));
        Assert.Equal(1, Drift.JensenShannon([1, 0], [0, 1]), 12);
    }

    [Fact]
    public void Between_ColumnGoneMissing_HasMoved()
    {
        var before = Column(missing: 0, "a", 100);
        Assert.Equal(1, Assert.Single(Drift.Between(before, Column(missing: 100, "a", 0))).JensenShannon, 12);
        Assert.Equal(1, Assert.Single(Drift.Between(before, Column(missing: 0, "b", 100))).JensenShannon, 12);
    }

    [Theory]
    [InlineData(ColumnType.Integer, 0.0, 6.0, 6)]
    [InlineData(ColumnType.Integer, 0.0, 1439.0, 19)]
    [InlineData(ColumnType.Number, 0.0, 6.0, 19)]
    [InlineData(ColumnType.Number, null, null, 145)]
    [InlineData(ColumnType.Number, 0.0, null, 73)]
    [InlineData(ColumnType.Integer, 5.0, 5.0, 0)]
    public void EdgesOf_Definitions_AreAscendingAndBounded(ColumnType type, double? min, double? max, int count)
    {
        var edges = ProfileBins.EdgesOf(new() { Name = "a", Type = type, Min = min, Max = max });
        Assert.Equal(count, edges.Count);
        Assert.Equal(edges.Distinct().Order(), edges);
        Assert.All(edges, edge => Assert.True(edge >= (min ?? edge) && edge <= (max ?? edge)));
    }

    [Fact]
    public void Of_Value_FallsUnderTheFirstEdgeNotBelowIt() =>
        Assert.Equal([0, 0, 1, 1, 2], new[] { 0.5, 1, 1.5, 2, 9 }.Select(value => ProfileBins.Of([1, 2], value)));

    private static DatasetProfile Column(long missing, string value, long count) => new()
    {
        Rows = 100,
        Columns =
        [
            new()
            {
                Name = "c",
                Type = ColumnType.Category,
                Count = 100,
                Missing = missing,
                Categories = new SortedDictionary<string, long>(StringComparer.Ordinal) { [value] = count },
            },
        ],
    };
}
