namespace ServerlessML.Demo;

/// <summary>What the demo plays.</summary>
public enum DemoStory
{
    /// <summary>The main job: from data to a model in service.</summary>
    MainJob,

    /// <summary>Rollouts by evidence, good and bad.</summary>
    Rollouts,

    /// <summary>A search for the best model, with a trial that is killed.</summary>
    Search,
}
