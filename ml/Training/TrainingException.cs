namespace ServerlessML.Ml.Training;

/// <summary>The job cannot give a model, however often it is tried: bad data or bad parameters. The message names which.</summary>
public class TrainingException(string message) : Exception(message);
