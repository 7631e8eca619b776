namespace ServerlessML.Ml.Onnx;

/// <summary>A named tensor inside a graph that is being built.</summary>
public readonly record struct Value(string Name);
