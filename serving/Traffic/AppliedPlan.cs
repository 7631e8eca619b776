using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Traffic;

/// <summary>A plan with its models loaded and warm: what requests are served by, never changed once made.</summary>
public sealed class AppliedPlan(TrafficPlan document, AppliedArm[] arms, AppliedShadow[] shadows, DateTimeOffset at)
{
    private static int _pages;

    private readonly AppliedArm[] _arms = arms;

    public TrafficPlan Document { get; } = document;

    public TrafficSplit Split { get; } = new(document);

    public IReadOnlyList<AppliedArm> Arms => _arms;

    public IReadOnlyList<AppliedShadow> Shadows => shadows;

    public ReadOnlySpan<AppliedShadow> ShadowSpan => shadows;

    public string RevisionText { get; } = document.Revision.ToString(CultureInfo.InvariantCulture);

    public DateTimeOffset At { get; } = at;

    /// <summary>Counts the plans of this process.</summary>
    public int Page { get; } = Interlocked.Increment(ref _pages);

    /// <summary>The plan has been replaced and the last request under it has ended.</summary>
    public bool Drained => Array.TrueForAll(_arms, arm => arm.Drained) && Shadows.All(shadow => shadow.Drained);

    public AppliedArm AtBucket(int bucket) => _arms[Split.ArmOf(bucket)];

    /// <summary>Null when the plan has no such version.</summary>
    public AppliedArm? ArmOf(int version)
    {
        foreach (var arm in _arms)
        {
            if (arm.Version == version)
            {
                return arm;
            }
        }

        return null;
    }

    /// <summary>What has been counted under the plan: the lanes that the plan uses, and those that were used.</summary>
    public IReadOnlyList<ArmCounts> Counts() =>
        [
            .. Arms.Select(arm => arm.Live.Read()),
            .. Arms.Select(arm => arm.Overridden.Read()).Where(counts => counts.Requests + counts.Rejected + counts.Errors > 0),
            .. Shadows.Select(shadow => shadow.Counts.Read()),
        ];

    /// <summary>Lets go of the models; requests that hold one keep it until they are done.</summary>
    public void Retire()
    {
        foreach (var arm in Arms)
        {
            arm.LetGo();
        }

        foreach (var shadow in Shadows)
        {
            shadow.LetGo();
        }
    }
}
