namespace ServerlessML.Functions.Evaluation;

/// <summary>A model and its answers to the holdout, row by row: P(positive), a probability a class, or a number.</summary>
internal sealed record Scored(Digest Digest, byte[] Model, float[] Answers);
