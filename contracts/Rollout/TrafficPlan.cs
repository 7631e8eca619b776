using System.Globalization;

namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// The truth about a deployment's traffic, read by the gateway. The first arm is the established one, so that a ramp moves keys only
/// towards the last.
/// </summary>
public sealed record TrafficPlan
{
    public const int WholeWeight = 10_000;

    public required string Deployment { get; init; }

    /// <summary>Counts up by one with each change.</summary>
    public required int Revision { get; init; }

    /// <summary>Part of the hash of a routing key; stays with the deployment, so that a key keeps its bucket.</summary>
    public required string Salt { get; init; }
    public required IReadOnlyList<TrafficArm> Arms { get; init; }

    /// <summary>Versions that score along; null for none.</summary>
    public IReadOnlyList<TrafficShadow>? Shadows { get; init; }

    /// <summary>The column whose value in a request's first row is its routing key, when the request gives none; null for none.</summary>
    public string? KeyColumn { get; init; }

    /// <summary>Columns that only earlier versions took: requests that still name them are answered without them. Null for none.</summary>
    public IReadOnlyList<string>? FormerColumns { get; init; }

    /// <summary>Share of requests to capture, 0 to 1.</summary>
    public double Capture { get; init; }

    /// <summary>The run, or the person, that made the plan so.</summary>
    public required string By { get; init; }
    public required string Reason { get; init; }

    /// <summary>Names the change, so that making it twice is making it once.</summary>
    public required string ChangeId { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// True in the revision that was made once what stands before the gateways splits as the plan says; null otherwise, and where they
    /// split themselves.
    /// </summary>
    public bool? InForce { get; init; }

    /// <summary>The version that has all of the traffic; null while several share it.</summary>
    public int? Serving() => Arms.FirstOrDefault(arm => arm.Weight == WholeWeight)?.Version;

    /// <summary>Whether a person who saw that revision saw this plan: coming into force is no change.</summary>
    public bool IsOf(int revision) => revision == Revision || (InForce == true && revision == Revision - 1);

    /// <summary>Why the plan cannot be served; empty when it can.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Names.IsPipeline(Deployment))
        {
            yield return $"'{Deployment}' is not the name of a deployment: a name has {Names.PipelineRule}";
        }

        if (Arms.Count == 0)
        {
            yield return "the plan has no arms";
        }
        else if (Arms.FirstOrDefault(arm => arm.Weight is < 0 or > WholeWeight) is { } odd)
        {
            yield return $"the weight of version {odd.Version} is {odd.Weight}, outside 0 to 10,000";
        }
        else if (Arms.Sum(arm => arm.Weight) is var sum && sum != WholeWeight)
        {
            yield return $"the weights add up to {sum}, not 10,000";
        }
        else if (BucketProblem() is { } problem)
        {
            yield return problem;
        }

        if (Arms.GroupBy(BucketAllocator.OwnerOf).FirstOrDefault(arms => arms.Count() > 1) is { } twice)
        {
            yield return $"version {twice.First().Version} has two arms";
        }

        if (
            Arms.FirstOrDefault(arm =>
                arm.AaControl == true && !Arms.Any(other => other.Version == arm.Version && other.AaControl != true)
            ) is
            { } alone
        )
        {
            yield return $"version {alone.Version} has an A/A control arm and no arm to compare it with";
        }

        if (!(Capture is >= 0 and <= 1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"capture is {Capture}, which is not a share from 0 to 1");
        }

        if (Shadows?.FirstOrDefault(one => !(one.Share is >= 0 and <= 1)) is { } shadow)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the shadow of version {shadow.Version} has the share {shadow.Share}, which is not from 0 to 1"
            );
        }

        if (Shadows?.GroupBy(one => one.Version).FirstOrDefault(shadows => shadows.Count() > 1) is { } doubled)
        {
            yield return $"version {doubled.Key} is two shadows";
        }

        if (KeyColumn is "")
        {
            yield return "the key column's name is empty";
        }
    }

    private string? BucketProblem()
    {
        if (Arms.Any(arm => arm.Buckets is not null) && Arms.Any(arm => arm.Buckets is null))
        {
            return $"version {Arms.First(arm => arm.Buckets is null).Version} has no buckets, and other arms have some";
        }

        try
        {
            _ = BucketAllocator.TableOf(Arms);
            return null;
        }
        catch (ArgumentException problem)
        {
            return problem.Message;
        }
    }
}
