using ServerlessML.Contracts.Validation;
using ServerlessML.Ml.Data;

namespace ServerlessML.Tests.Ml.Data;

/// <summary>What a batch lets a schema know, and where another one is not like it.</summary>
public class SchemaTests
{
    private static readonly DataContract Contract = new()
    {
        Columns =
        [
            new() { Name = "fare", Type = ColumnType.Number },
            new()
            {
                Name = "age",
                Type = ColumnType.Integer,
                Min = 0,
            },
            new() { Name = "city", Type = ColumnType.Category },
            new()
            {
                Name = "day",
                Type = ColumnType.Category,
                Values = ["Mon", "Tue"],
            },
        ],
        Label = new() { Name = "late", Values = ["0", "1"] },
        Audit = [new() { Name = "group", Type = ColumnType.Category }],
    };

    private static DataSchema Inferred =>
        new()
        {
            Pipeline = "flights",
            Version = 1,
            Columns = SchemaInference.Columns(Contract, Profile()),
            Extra = ["note"],
        };

    [Fact]
    public void Columns_OfABatch_AreWhatTheDefinitionLeavesOpen()
    {
        Assert.Equal(
            [
                "fare Number training,serving 5..25 -",
                "age Integer training,serving ..65 -",
                "city Category training,serving .. Bern,Zug",
                "day Category training,serving .. -",
                "group Category training .. -",
                "late Category training .. -",
            ],
            Inferred.Columns.Select(column =>
                $"{column.Name} {column.Type} {string.Join(',', column.Environments)} {column.Min}..{column.Max} "
                + $"{(column.Values is { } values ? string.Join(',', values) : "-")}"
            )
        );
    }

    [Theory]
    [InlineData(5, 20)]
    [InlineData(25, 65)]
    public void Between_WithinWhatIsKnown_IsNothing(double fare, double age) =>
        Assert.Empty(SchemaComparison.Between(Inferred, Contract, Profile(fare, age), ["note"]));

    [Fact]
    public void Between_AnotherBatch_HasBothSidesAndTheChange_AndAcceptedItIsNothingMore()
    {
        var batch = Profile(fare: 812, age: 71, city: "Basle");
        var found = SchemaComparison.Between(Inferred, Contract, batch, ["note", "why"]);
        Assert.Equal(
            [
                "Range fare: 5 to 25 / 10 to 812 / widen the range to 5 to 812",
                "Range age: 65 or less / 20 to 71 / widen the range to 71 or less",
                "NewCategory city: 2 values / 1 more in 40 rows of 100, 'Basle' (40) / add 'Basle' (40)",
                "NewColumn why: no such column / the files have it, and the definition does not name it / know it as one that is left out",
            ],
            found.Select(one => $"{one.Kind} {one.Column}: {one.Expected} / {one.Found} / {one.Change}")
        );
        var told = SchemaSentence.Of(found, Inferred, RuleSeverity.Warn, 100).First();
        Assert.StartsWith(
            "Column 'fare' is not as version 1 of the schema has it: its values are 10 to 812, where 5 to 25 is expected. If that is as it "
                + "should be, accept it: that would widen the range to 5 to 812",
            told.Message,
            StringComparison.Ordinal
        );
        var accepted = SchemaComparison.Accepting(Inferred, found, Contract, batch);
        Assert.Empty(SchemaComparison.Between(accepted, Contract, batch, ["note", "why"]));
        Assert.Empty(SchemaComparison.Between(accepted, Contract, Profile(), ["note"]));
    }

    [Fact]
    public void Between_ADefinitionThatChanged_IsToldColumnByColumn_AndAcceptedItIsNothingMore()
    {
        var changed = Contract with
        {
            Columns =
            [
                new() { Name = "fare", Type = ColumnType.Category },
                .. Contract.Columns.Skip(2),
                new() { Name = "group", Type = ColumnType.Category },
                new() { Name = "tip", Type = ColumnType.Number },
            ],
            Audit = null,
        };
        var found = SchemaComparison.Between(Inferred, changed, Profile(), ["note"]);
        Assert.Equal(
            ["Type fare", "Environments group", "NewColumn tip", "MissingColumn age"],
            found.Select(one => $"{one.Kind} {one.Column}")
        );
        var accepted = SchemaComparison.Accepting(Inferred, found, changed, Profile());
        Assert.Empty(SchemaComparison.Between(accepted, changed, Profile(), ["note"]));
        // One of them alone leaves the others.
        var some = SchemaComparison.Accepting(Inferred, [found[0]], changed, Profile());
        Assert.Equal(["group", "tip", "age"], SchemaComparison.Between(some, changed, Profile(), ["note"]).Select(one => one.Column));
    }

    [Fact]
    public void Between_WhatTheDefinitionSaysByNow_IsNotTheSchemasMatter()
    {
        var stated = Contract with
        {
            Columns =
            [
                .. Contract.Columns.Select(column =>
                    column.Name == "city" ? column with { Values = ["Bern", "Zug", "Basle"] }
                    : column.Name == "fare" ? column with { Max = 1000 }
                    : column
                ),
            ],
        };
        Assert.Empty(SchemaComparison.Between(Inferred, stated, Profile(fare: 812, city: "Basle"), ["note"]));
    }

    [Fact]
    public void Columns_OfManyValuesOfFewRows_HaveNoDomain()
    {
        var profile = Profile();
        var many = profile with
        {
            Columns =
            [
                .. profile.Columns.Select(column =>
                    column.Name != "city"
                        ? column
                        : column with
                        {
                            Categories = Enumerable.Range(0, 20).ToDictionary(i => $"c{i}", _ => 5L),
                        }
                ),
            ],
        };
        Assert.Null(SchemaInference.Columns(Contract, many).Single(column => column.Name == "city").Values);
    }

    private static DatasetProfile Profile(double fare = 20, double age = 60, string city = "Zug") =>
        new()
        {
            Rows = 100,
            Columns =
            [
                Numbers("fare", ColumnType.Number, 0 + Math.Min(10, fare), Math.Max(10, fare)),
                Numbers("age", ColumnType.Integer, Math.Min(20, age), Math.Max(20, age)) with
                {
                    Max = age == 60 ? 50 : age,
                },
                Category("city", ("Bern", 60), (city, 40)),
                Category("day", ("Mon", 50), ("Tue", 50)),
                Category("group", ("a", 1)),
            ],
        };

    private static ColumnProfile Numbers(string name, ColumnType type, double min, double max) =>
        new()
        {
            Name = name,
            Type = type,
            Count = 100,
            Min = min,
            Max = max,
            BinCounts = [100],
        };

    private static ColumnProfile Category(string name, params (string Value, long Rows)[] values) =>
        new()
        {
            Name = name,
            Type = ColumnType.Category,
            Count = 100,
            Missing = 100 - values.Sum(value => value.Rows),
            Categories = values.ToDictionary(value => value.Value, value => value.Rows),
        };
}
