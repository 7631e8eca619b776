using ServerlessML.Contracts;

namespace ServerlessML.Functions.Evaluation;

/// <summary>A model and its P(positive) of each row of the holdout.</summary>
internal sealed record Scored(Digest Digest, byte[] Model, float[] Probabilities);
