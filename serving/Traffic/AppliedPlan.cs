using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Serving;

/// <summary>A plan with its models loaded and warm: what requests are served by, never changed once made.</summary>
public sealed class AppliedPlan(TrafficPlan document, AppliedArm[] arms, DateTimeOffset at)
{
    public TrafficPlan Document { get; } = document;

    public TrafficSplit Split { get; } = new(document);

    public IReadOnlyList<AppliedArm> Arms => arms;

    public string RevisionText { get; } = document.Revision.ToString(CultureInfo.InvariantCulture);

    public DateTimeOffset At { get; } = at;

    /// <summary>The arm of the version, of whatever weight; null when the plan has none.</summary>
    public AppliedArm? ArmOf(int version)
    {
        foreach (var arm in arms)
        {
            if (arm.Version == version)
            {
                return arm;
            }
        }

        return null;
    }

    /// <summary>Lets go of the models; requests that hold one keep it until they are done.</summary>
    public void Retire()
    {
        foreach (var arm in Arms)
        {
            arm.Model.LetGo();
        }
    }
}
