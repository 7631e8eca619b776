namespace ServerlessML.ArmTypes;

/// <summary>The ways in which a body may not be as its type says.</summary>
public enum BodyFault
{
    Unknown,
    Missing,
    ReadOnly,
    WrongType,

    /// <summary>A number with a fraction, where the type has whole ones.</summary>
    NotWhole,
    WrongValue,
}
