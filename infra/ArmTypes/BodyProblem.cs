namespace ServerlessML.ArmTypes;

/// <summary>Something in a body that is not as its type says.</summary>
/// <param name="Path">Where, from <c>$</c>.</param>
/// <param name="Fault">In which way.</param>
/// <param name="Text">For people; begins with the path.</param>
public sealed record BodyProblem(string Path, BodyFault Fault, string Text)
{
    public override string ToString() => Text;
}
