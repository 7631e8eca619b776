namespace ServerlessML.Ml.Evaluation;

/// <summary>A model that cannot be loaded, or does not fit the table; the message names the model and what is wrong.</summary>
public sealed class ModelException(string model, string message, Exception? inner = null) : Exception($"Model {model} {message}", inner)
{
    public string Model { get; } = model;
}
