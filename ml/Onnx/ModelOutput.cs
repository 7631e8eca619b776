namespace ServerlessML.Ml.Onnx;

/// <summary>The one output of a model, whose name says what it is.</summary>
public static class ModelOutput
{
    /// <summary>float [N], 0 to 1: of the positive class.</summary>
    public const string Probability = "probability";

    /// <summary>float [N, classes], each row's sum 1; the metadata <c>classes</c> names them, as a JSON array.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>float [N], in the label's units.</summary>
    public const string Number = "prediction";

    /// <summary>Whether no input of a model can have the name: it is an output's, or the graph's own.</summary>
    public static bool IsReserved(string name) => name is Probability or Probabilities or Number || name.StartsWith('/');

    public static string NameOf(TaskKind task) =>
        task switch
        {
            TaskKind.Binary => Probability,
            TaskKind.MultiClass => Probabilities,
            _ => Number,
        };
}
