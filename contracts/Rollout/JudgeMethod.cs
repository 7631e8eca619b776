namespace ServerlessML.Contracts;

/// <summary>How an experiment decides at each look.</summary>
public enum JudgeMethod
{
    /// <summary>An interval of the lift that holds at all looks.</summary>
    ConfidenceSequence,

    /// <summary>Mixture sequential probability ratio test; needs <see cref="ExperimentPolicy.Effect"/>.</summary>
    Msprt,

    /// <summary>Planned analyses up to a fixed number of units; needs <see cref="ExperimentPolicy.Design"/>.</summary>
    GroupSequential,

    /// <summary>Score of metrics over the stretches between looks, in the manner of Kayenta. Nothing in it corrects for repeated looks.</summary>
    Canary,
}
