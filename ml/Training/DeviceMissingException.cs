namespace ServerlessML.Ml.Training;

/// <summary>The device is not there, or a library cannot use it: another device may do.</summary>
public sealed class DeviceMissingException(string message) : TrainingException(message);
