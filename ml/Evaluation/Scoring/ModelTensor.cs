using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Ml.Evaluation.Scoring;

/// <summary>What a model says of an input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsTensor">No sequence, map, or optional.</param>
/// <param name="Type">Of a tensor's elements.</param>
/// <param name="Dimensions">Of a tensor; below 0 where the rows or the model decide.</param>
public sealed record ModelTensor(string Name, bool IsTensor, TensorElementType Type, IReadOnlyList<int> Dimensions);
