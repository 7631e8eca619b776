namespace ServerlessML.Contracts.Validation;

/// <summary>One rule of the data, in the words of Great Expectations (docs/reference/expectations.md).</summary>
public sealed record Expectation
{
    /// <summary>One of <see cref="ExpectationKind.All"/>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about: one column, two (A, then B), or several; none for the table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    public double? Min { get; init; }
    public double? Max { get; init; }

    /// <summary>The value must be above <see cref="Min"/>, not at it.</summary>
    public bool StrictMin { get; init; }

    /// <summary>The value must be below <see cref="Max"/>, not at it.</summary>
    public bool StrictMax { get; init; }

    /// <summary>The set; numbers as they are written.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>An expression in RE2's syntax; it may match anywhere in the text.</summary>
    public string? Regex { get; init; }

    /// <summary>A may also equal B.</summary>
    public bool OrEqual { get; init; }

    /// <summary>What the columns of a row add up to, or how many rows there are.</summary>
    public double? Total { get; init; }

    /// <summary>Which rows are left out: all_missing (of its columns), any_missing or never.</summary>
    public string? Ignore { get; init; }

    /// <summary>The least share of the rows that are looked at and that must be as expected, 0 to 1.</summary>
    public double Mostly { get; init; } = 1;
    public RuleSeverity Severity { get; init; } = RuleSeverity.Reject;
}

/// <summary>What a shard counted for one expectation; counts add up over shards.</summary>
public sealed record ExpectationTally
{
    /// <summary>The expectation's place in the definition.</summary>
    public required int Index { get; init; }

    /// <summary>Rows that were looked at.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows of those that are not as expected.</summary>
    public long Unexpected { get; init; }
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The sum of the values and so on, of a number that no profile has: the label; null otherwise.</summary>
    public ColumnProfile? Numbers { get; init; }
}
