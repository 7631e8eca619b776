using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>Expectations in sentences for people.</summary>
internal static class ExpectationWords
{
    /// <summary>The end of the sentence «17 values in column 'code' of 'a.csv' …».</summary>
    public static string Broken(Expectation what) =>
        what.Name switch
        {
            ExpectationKind.NotNull => "are missing",
            ExpectationKind.Null => "are there, where nothing is expected",
            ExpectationKind.Unique => "are there more than once",
            ExpectationKind.Between => $"are not {Range(what)}",
            ExpectationKind.InSet => $"are none of {Shown.Choice(what.Values)}",
            ExpectationKind.NotInSet => $"are one of {Shown.Choice(what.Values)}, which is not expected",
            ExpectationKind.MatchRegex => $"do not match '{ShardTable.Cut(what.Regex!)}'",
            ExpectationKind.NotMatchRegex => $"match '{ShardTable.Cut(what.Regex!)}', which is not expected",
            ExpectationKind.Lengths => $"have a length that is not {Range(what)}",
            ExpectationKind.PairGreater =>
                $"have a '{Cut(what, 0)}' that is not above{(what.OrEqual ? " or at" : "")} their '{Cut(what, 1)}'",
            ExpectationKind.PairEqual => $"have a '{Cut(what, 0)}' that is not their '{Cut(what, 1)}'",
            ExpectationKind.CompoundUnique => $"have {Names(what)} that are there more than once",
            ExpectationKind.MulticolumnSum => $"have {Names(what)} that do not add up to {Shown.Number(what.Total!.Value)}",
            _ => $"have the same value in two of {Names(what)}",
        };

    public static bool IsOutside(Expectation what, double value) =>
        (what.StrictMin ? value <= what.Min : value < what.Min) || (what.StrictMax ? value >= what.Max : value > what.Max);

    public static string Range(Expectation what) =>
        what is { StrictMin: false, StrictMax: false }
            ? Range(what.Min, what.Max)
            : (what.Min, what.Max) switch
            {
                ({ } min, { } max) => $"{Least(what, min)} and {Most(what, max)}",
                ({ } min, null) => Least(what, min),
                (_, { } max) => Most(what, max),
                _ => "any number",
            };

    public static string Range(double? min, double? max) =>
        (min, max) switch
        {
            ({ } one, { } other) when one == other => Shown.Number(one),
            ({ } least, { } most) => $"{Shown.Number(least)} to {Shown.Number(most)}",
            ({ } least, null) => $"{Shown.Number(least)} or more",
            (_, { } most) => $"{Shown.Number(most)} or less",
            _ => "any number",
        };

    private static string Least(Expectation what, double min) => $"{(what.StrictMin ? "above" : "at least")} {Shown.Number(min)}";

    private static string Most(Expectation what, double max) => $"{(what.StrictMax ? "below" : "at most")} {Shown.Number(max)}";

    private static string Names(Expectation what) => string.Join(", ", what.Columns.Select(name => $"'{ShardTable.Cut(name)}'"));

    private static string Cut(Expectation what, int place) => ShardTable.Cut(what.Columns[place]);
}
