using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>An expectation that rows are counted for.</summary>
/// <param name="Index">Its place in the definition.</param>
/// <param name="What">The expectation.</param>
/// <param name="Cells">Its columns.</param>
/// <param name="Looked">SQL condition of a row that counts.</param>
/// <param name="Broken">SQL condition of one that is not as expected; null where rows are held against each other.</param>
internal sealed record CountedExpectation(int Index, Expectation What, IReadOnlyList<ExpectedCell> Cells, string Looked, string? Broken);
