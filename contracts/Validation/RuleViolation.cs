namespace ServerlessML.Contracts.Validation;

/// <summary>One rule that one column breaks, in one file or in many.</summary>
public sealed record RuleViolation
{
    /// <summary>The file; of many, the one that has the most of it; (batch) where the rule is about the batch.</summary>
    public required string File { get; init; }

    /// <summary>How many files have it; null for one.</summary>
    public int? Files { get; init; }

    /// <summary>Null when the rule is about the file or the batch.</summary>
    public string? Column { get; init; }

    /// <summary>
    /// readable, format, passed-over, same-file, empty, column-missing, column-twice, column-unexpected, type, range, future, float32,
    /// domain,
    /// missing, all-missing, cell-size, time, duplicates, label-domain, label-one-class, rows, drift, anomaly, schema or the name of an
    /// expectation; of remarks alone reading, form, missing-word, float32-merges or case.
    /// </summary>
    public required string Rule { get; init; }

    /// <summary>How many rows break it.</summary>
    public required long Count { get; init; }

    /// <summary>
    /// Examples, at most five, the most frequent first, each with its place and cut to 80 characters. In CSV a place is the line of the
    /// file, elsewhere the row, both from 1.
    /// </summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Sentences for people: where, what was found and wanted, what to do.</summary>
    public required string Message { get; init; }

    /// <summary>What the message is made of; in a shard's report alone.</summary>
    public RuleFinding? Finding { get; init; }

    /// <summary>False: reported only, the batch is not rejected for it.</summary>
    public bool Rejects { get; init; } = true;
}

/// <summary>The parts of a violation's sentence: equal ones of many files are told as one.</summary>
public sealed record RuleFinding
{
    /// <summary>What is said of the counted, with its verb in the plural; where nothing is counted, what a file has.</summary>
    public required string What { get; init; }

    /// <summary>What is counted, in the singular; null where a file has it or not.</summary>
    public string? Unit { get; init; }

    /// <summary>What is said of one file only.</summary>
    public string? Detail { get; init; }

    /// <summary>What to do, as a sentence.</summary>
    public string? Advice { get; init; }
}
