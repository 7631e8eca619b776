namespace ServerlessML.Contracts.Validation;

/// <summary>One rule that one column of one file breaks.</summary>
public sealed record RuleViolation
{
    public required string File { get; init; }

    /// <summary>Null when the rule is about the file or the batch.</summary>
    public string? Column { get; init; }

    /// <summary>
    /// readable, format, empty, column-missing, column-twice, column-unexpected, type, range, float32, domain, missing, all-missing,
    /// cell-size, time, duplicates, label-domain, label-one-class, rows or drift; of remarks alone reading, missing-word, float32-merges or
    /// case.
    /// </summary>
    public required string Rule { get; init; }

    /// <summary>How many rows break it.</summary>
    public required long Count { get; init; }

    /// <summary>Examples, at most five, each cut to 80 characters.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>A sentence for people: what was expected, what was found.</summary>
    public required string Message { get; init; }

    /// <summary>False: reported only, the batch is not rejected for it.</summary>
    public bool Rejects { get; init; } = true;
}
