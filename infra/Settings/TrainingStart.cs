namespace ServerlessML.Infra.Settings;

/// <summary>
/// Who starts the training job: the queue's length (the platform scales it), or the functions over Azure Resource Manager.
/// </summary>
public enum TrainingStart
{
    Queue,
    Job,
}
