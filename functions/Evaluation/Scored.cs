using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>A model and its answers to the holdout, row by row: P(positive), a probability a class, or a number.</summary>
/// <param name="Digest">The model's.</param>
/// <param name="Model">The ONNX model.</param>
/// <param name="Rows">The held-out rows with at least the columns that the model takes.</param>
/// <param name="Answers">To these rows.</param>
internal sealed record Scored(Digest Digest, byte[] Model, Table Rows, float[] Answers);
