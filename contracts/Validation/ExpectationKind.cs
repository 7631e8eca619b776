namespace ServerlessML.Contracts.Validation;

/// <summary>An expectation that there is, with the arguments that it takes.</summary>
/// <param name="Name">As Great Expectations calls it.</param>
/// <param name="Scope">What it is judged on.</param>
/// <param name="Required">Arguments that must be there.</param>
/// <param name="Optional">Arguments that may be there, beside <c>severity</c>.</param>
public sealed record ExpectationKind(string Name, ExpectationScope Scope, IReadOnlyList<string> Required, IReadOnlyList<string> Optional)
{
    public const string NotNull = "expect_column_values_to_not_be_null";
    public const string Null = "expect_column_values_to_be_null";
    public const string Unique = "expect_column_values_to_be_unique";
    public const string Between = "expect_column_values_to_be_between";
    public const string InSet = "expect_column_values_to_be_in_set";
    public const string NotInSet = "expect_column_values_to_not_be_in_set";
    public const string MatchRegex = "expect_column_values_to_match_regex";
    public const string NotMatchRegex = "expect_column_values_to_not_match_regex";
    public const string Lengths = "expect_column_value_lengths_to_be_between";
    public const string Mean = "expect_column_mean_to_be_between";
    public const string Minimum = "expect_column_min_to_be_between";
    public const string Maximum = "expect_column_max_to_be_between";
    public const string Sum = "expect_column_sum_to_be_between";
    public const string Deviation = "expect_column_stdev_to_be_between";
    public const string RowCount = "expect_table_row_count_to_be_between";
    public const string RowCountEqual = "expect_table_row_count_to_equal";
    public const string PairGreater = "expect_column_pair_values_a_to_be_greater_than_b";
    public const string PairEqual = "expect_column_pair_values_to_be_equal";
    public const string CompoundUnique = "expect_compound_columns_to_be_unique";
    public const string MulticolumnSum = "expect_multicolumn_sum_to_equal";
    public const string UniqueWithin = "expect_select_column_values_to_be_unique_within_record";

    private static readonly string[] Range = ["min_value", "max_value", "strict_min", "strict_max"];
    private static readonly string[] RangeMostly = [.. Range, "mostly"];
    private static readonly string[] Mostly = ["mostly"];
    private static readonly string[] Rows = ["ignore_row_if", "mostly"];

    public static IReadOnlyList<ExpectationKind> All { get; } =
    [
        new(NotNull, ExpectationScope.Row, ["column"], Mostly),
        new(Null, ExpectationScope.Row, ["column"], Mostly),
        new(Unique, ExpectationScope.Unique, ["column"], Mostly),
        new(Between, ExpectationScope.Row, ["column"], RangeMostly),
        new(InSet, ExpectationScope.Row, ["column", "value_set"], Mostly),
        new(NotInSet, ExpectationScope.Row, ["column", "value_set"], Mostly),
        new(MatchRegex, ExpectationScope.Row, ["column", "regex"], Mostly),
        new(NotMatchRegex, ExpectationScope.Row, ["column", "regex"], Mostly),
        new(Lengths, ExpectationScope.Row, ["column"], RangeMostly),
        new(Mean, ExpectationScope.Figure, ["column"], Range),
        new(Minimum, ExpectationScope.Figure, ["column"], Range),
        new(Maximum, ExpectationScope.Figure, ["column"], Range),
        new(Sum, ExpectationScope.Figure, ["column"], Range),
        new(Deviation, ExpectationScope.Figure, ["column"], Range),
        new(RowCount, ExpectationScope.Table, [], ["min_value", "max_value"]),
        new(RowCountEqual, ExpectationScope.Table, ["value"], []),
        new(PairGreater, ExpectationScope.Row, ["column_A", "column_B"], ["or_equal", .. Rows]),
        new(PairEqual, ExpectationScope.Row, ["column_A", "column_B"], Rows),
        new(CompoundUnique, ExpectationScope.Unique, ["column_list"], Rows),
        new(MulticolumnSum, ExpectationScope.Row, ["column_list", "sum_total"], Rows),
        new(UniqueWithin, ExpectationScope.Row, ["column_list"], Rows),
    ];

    public static ExpectationKind Named(string name) => All.First(kind => kind.Name == name);

    public bool Takes(string argument) => Required.Contains(argument) || Optional.Contains(argument);
}

/// <summary>What an expectation is judged on.</summary>
public enum ExpectationScope
{
    /// <summary>Each value, row by row.</summary>
    Row,

    /// <summary>Rows against each other: judged on the whole batch.</summary>
    Unique,

    /// <summary>A figure of the whole column.</summary>
    Figure,

    /// <summary>The number of rows.</summary>
    Table,
}
