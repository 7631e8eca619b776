namespace ServerlessML.ArmTypes;

/// <summary>The ways in which a body may not be as its type says.</summary>
public enum BodyFault
{
    Unknown,
    Missing,
    ReadOnly,
    WrongType,
    WrongValue,
}
