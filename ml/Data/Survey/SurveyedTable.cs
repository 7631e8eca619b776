namespace ServerlessML.Ml.Data.Survey;

/// <summary>What files hold of which nobody has said yet what it is.</summary>
public sealed record SurveyedTable
{
    public required long Rows { get; init; }

    /// <summary>The columns in the files' order; those within objects by their places, such as <c>place.zone</c>.</summary>
    public required IReadOnlyList<SurveyedColumn> Columns { get; init; }

    /// <summary>How the files are written, where they do not tell; null where each tells.</summary>
    public FormatSettings? Format { get; init; }

    /// <summary>What was told from the files, as ends of the sentence «They were read …».</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Names that a file has more than once: no definition can say which is meant.</summary>
    public IReadOnlyList<string> Twice { get; init; } = [];
}

/// <summary>What one column holds. Counts are of rows.</summary>
public sealed record SurveyedColumn
{
    public required string Name { get; init; }

    /// <summary>The rows of the files that have the column and of those that have not.</summary>
    public required long Rows { get; init; }

    /// <summary>False for lists, objects and bytes.</summary>
    public required bool IsScalar { get; init; }

    /// <summary>The type BOOLEAN of the file.</summary>
    public bool IsBoolean { get; init; }

    /// <summary>The files' folders give it.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Rows without a value, or with blanks alone.</summary>
    public long Missing { get; init; }

    /// <summary>Rows with a word such as <c>n/a</c>.</summary>
    public long Words { get; init; }

    public long Numbers { get; init; }

    /// <summary>Rows with whole numbers.</summary>
    public long Whole { get; init; }

    /// <summary>Rows with digits that begin with a zero, as codes do.</summary>
    public long Coded { get; init; }

    /// <summary>Rows with a word for true or false, 1 and 0 included.</summary>
    public long Truths { get; init; }

    /// <summary>The least of the numbers.</summary>
    public double? Min { get; init; }
    public double? Max { get; init; }

    /// <summary>How many values there are, and how many numbers as 32-bit floats.</summary>
    public long Distinct { get; init; }
    public long DistinctSingles { get; init; }

    /// <summary>Words that blanks part, on average over the texts.</summary>
    public double MeanWords { get; init; }

    /// <summary>The longest value, in bytes.</summary>
    public long Longest { get; init; }

    /// <summary>The most frequent values in their canonical form, at most <see cref="TableSurvey.MostValues"/>.</summary>
    public IReadOnlyList<(string Text, long Count)> Values { get; init; } = [];

    /// <summary>The few texts of a column of numbers that are none; empty where they are many.</summary>
    public IReadOnlyList<string> Odd { get; init; } = [];

    /// <summary>Set where all values are dates.</summary>
    public SurveyedDates? Dates { get; init; }

    /// <summary>Rows with a value, words for a missing one aside.</summary>
    public long Present => Rows - Missing - Words;
}

/// <summary>The dates of a column.</summary>
/// <param name="Format">As a definition states it; null for ISO 8601.</param>
/// <param name="First">In minutes, as <see cref="CanonicalTime"/> has them.</param>
/// <param name="Last">The newest.</param>
/// <param name="HasTime">Whether some have a time of day.</param>
/// <param name="Other">Another format that all values fit as well; null where there is none.</param>
public sealed record SurveyedDates(string? Format, long First, long Last, bool HasTime, string? Other);
