namespace ServerlessML.Contracts;

/// <summary>What becomes of a rollout whose experiment has shown nothing by its horizon.</summary>
public enum HorizonRule
{
    /// <summary>The traffic stays as it is until a person says go on or go back.</summary>
    Ask,

    /// <summary>The champion takes all traffic again.</summary>
    RollBack,

    /// <summary>The new version goes on: nothing was shown against it.</summary>
    Accept,
}
