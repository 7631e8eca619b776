namespace ServerlessML.Experiments.Rollout.Judges;

/// <summary>
/// One method of deciding an experiment. Pure: policy and look alone decide, and the look brings what the looks before left to know.
/// </summary>
internal interface IExperimentJudge
{
    /// <summary>The arms come in the planned shares.</summary>
    ExperimentFinding Judge(ExperimentPolicy experiment, LookBasis look);
}
