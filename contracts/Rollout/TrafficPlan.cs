namespace ServerlessML.Contracts.Rollout;

/// <summary>The truth about a deployment's traffic, read by the gateway. The first arm is the established one, so that a ramp moves keys only towards the last.</summary>
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

    /// <summary>True in the revision that was made once what stands before the gateways splits as the plan says; null otherwise, and where they split themselves.</summary>
    public bool? InForce { get; init; }

    /// <summary>Why the plan cannot be served; empty when it can.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Names.IsPipeline(Deployment))
        {
            yield return $"deployment '{Deployment}' is not a name: {Names.PipelineRule}";
        }

        if (Arms.Count == 0)
        {
            yield return "the plan has no arms";
        }
        else if (Arms.Any(arm => arm.Weight is < 0 or > WholeWeight))
        {
            yield return "a weight is outside 0 to 10,000";
        }
        else if (Arms.Sum(arm => arm.Weight) is var sum && sum != WholeWeight)
        {
            yield return $"the weights add up to {sum}, not 10,000";
        }
        else if (BucketProblem() is { } problem)
        {
            yield return problem;
        }

        if (Arms.Select(BucketAllocator.OwnerOf).Distinct().Count() != Arms.Count)
        {
            yield return "a version has two arms";
        }

        if (Arms.FirstOrDefault(arm => arm.AaControl == true && !Arms.Any(other => other.Version == arm.Version && other.AaControl != true)) is { } alone)
        {
            yield return $"the second arm of version {alone.Version} is its only one";
        }

        if (!(Capture is >= 0 and <= 1))
        {
            yield return "capture is a share from 0 to 1";
        }

        if (Shadows?.Any(shadow => !(shadow.Share is >= 0 and <= 1)) == true)
        {
            yield return "a shadow's share is from 0 to 1";
        }

        if (Shadows is not null && Shadows.Select(shadow => shadow.Version).Distinct().Count() != Shadows.Count)
        {
            yield return "a version is two shadows";
        }

        if (KeyColumn is "")
        {
            yield return "the key column has no name";
        }
    }

    private string? BucketProblem()
    {
        if (Arms.Any(arm => arm.Buckets is not null) && Arms.Any(arm => arm.Buckets is null))
        {
            return "some arms have buckets, and some have none";
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
