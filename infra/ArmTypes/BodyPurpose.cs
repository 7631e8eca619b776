namespace ServerlessML.ArmTypes;

/// <summary>What a body is for.</summary>
public enum BodyPurpose
{
    /// <summary>A whole resource is written.</summary>
    Put,

    /// <summary>A part of one is: what is required may be left as it is.</summary>
    Patch,

    /// <summary>Azure answers with it, and may tell what only it writes.</summary>
    Answer,
}
