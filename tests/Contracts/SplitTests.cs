using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Pipelines;

namespace ServerlessML.Tests.Contracts;

public sealed class SplitTests
{
    private static readonly PipelineDefinition First = new()
    {
        Name = "p",
        Data = new()
        {
            Columns = [new() { Name = "age", Type = ColumnType.Integer }, new() { Name = "city", Type = ColumnType.Category }],
            Label = new() { Name = "late", Values = ["0", "1"] },
        },
    };

    public static TheoryData<string, EvaluationSettings> Others =>
        new()
        {
            {
                "share",
                new() { Holdout = 0.3 }
            },
            {
                "salt",
                new() { Salt = "other" }
            },
            {
                "kind",
                new() { Split = new() { Kind = SplitKind.Inputs } }
            },
            {
                "key",
                new()
                {
                    Split = new() { Kind = SplitKind.Key, Key = ["patient_id"] },
                }
            },
            {
                "time",
                new()
                {
                    Split = new()
                    {
                        Kind = SplitKind.Time,
                        Time = new() { Column = "at" },
                    },
                }
            },
        };

    [Fact]
    public void After_NoSplitYet_FreezesTheFirstDefinitionsColumns()
    {
        var split = Split.After(null, First);
        Assert.Equal((1, SplitKind.Row, 0.2, "holdout-1"), (split.Revision, split.Kind, split.Share, split.Salt));
        Assert.Equal(
            [new("age", ColumnType.Integer), new("city", ColumnType.Category), new SplitColumn("late", ColumnType.Category)],
            split.Columns
        );
    }

    [Fact]
    public void After_ColumnsAddedDroppedRenamedOrRetyped_KeepsTheFrozenSplit()
    {
        var frozen = Split.After(null, First);
        PipelineDefinition With(params ColumnDefinition[] columns) => First with { Data = First.Data with { Columns = columns } };
        Assert.Same(frozen, Split.After(frozen, With([.. First.Data.Columns, new() { Name = "more", Type = ColumnType.Number }])));
        Assert.Same(frozen, Split.After(frozen, With(First.Data.Columns[0])));
        Assert.Same(
            frozen,
            Split.After(frozen, With(new() { Name = "years", Type = ColumnType.Number }, new() { Name = "city", Type = ColumnType.Number }))
        );
        Assert.Same(
            frozen,
            Split.After(
                frozen,
                First with
                {
                    Data = First.Data with
                    {
                        Label = new()
                        {
                            Name = "cost",
                            Values = [],
                            Type = ColumnType.Number,
                        },
                    },
                }
            )
        );
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void After_AnotherStatement_IsTheNextRevisionAndNotComparable(string what, EvaluationSettings stated)
    {
        var frozen = Split.After(null, First);
        var next = Split.After(frozen, First with { Evaluation = stated });

        Assert.Equal(2, next.Revision);
        Assert.NotEqual(frozen.Digest(), next.Digest());
        Assert.False(frozen.KeepsOut(next), what);
        // What was trained with a larger share held out has seen nothing of the smaller one.
        Assert.Equal(what == "share", next.KeepsOut(frozen));
        var back = Split.After(next, First);
        Assert.Equal((3, frozen.Digest(), true), (back.Revision, back.Digest(), frozen.KeepsOut(back)));
    }

    [Fact]
    public void After_AnotherShareAndOtherColumns_IdentifiesRowsAsBefore()
    {
        var frozen = Split.After(null, First);
        var next = Split.After(
            frozen,
            First with
            {
                Data = First.Data with { Columns = [First.Data.Columns[1]] },
                Evaluation = new() { Holdout = 0.1 },
            }
        );
        Assert.Equal(frozen.Columns, next.Columns);
        Assert.True(frozen.KeepsOut(next));
    }

    [Fact]
    public void KeepsOut_ByTime_IsSeenByTheTimesWhateverTheShare()
    {
        var frozen = Split.After(
            null,
            First with
            {
                Evaluation = new()
                {
                    Split = new()
                    {
                        Kind = SplitKind.Time,
                        Time = new() { Column = "at" },
                    },
                },
            }
        );
        Assert.True(
            frozen.KeepsOut(
                frozen with
                {
                    Share = 0.4,
                    Time = new() { Column = "at", Gap = 3 },
                }
            )
        );
        Assert.False(frozen.KeepsOut(frozen with { Time = new() { Column = "since" } }));
    }

    [Fact]
    public void KeepsOut_ATrainingFromBeforeSplits_IsOfItsOwnKind()
    {
        var old = Split.Before(First.Data, 0.2, "holdout-1");
        Assert.True(old.KeepsOut(old));
        Assert.False(old.KeepsOut(Split.Of(First)));
    }
}
