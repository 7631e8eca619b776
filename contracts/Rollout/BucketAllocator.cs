namespace ServerlessML.Contracts.Rollout;

/// <summary>
/// Allocates the 10,000 buckets of routing keys to arms. Arms without ranges take the buckets in their order, each as many as its
/// weight. No such rule that knows the weights alone moves the fewest keys on every change of three arms, so the plan's writer, who
/// knows the plan before, allocates: an arm keeps what it had as far as its weight goes, and only the rest changes hands.
/// </summary>
public static class BucketAllocator
{
    /// <summary>The arm's index for each bucket.</summary>
    /// <exception cref="ArgumentException">The ranges are not the weights'.</exception>
    public static int[] TableOf(IReadOnlyList<TrafficArm> arms)
    {
        var table = new int[TrafficPlan.WholeWeight];
        Array.Fill(table, -1);
        var next = 0;
        for (var arm = 0; arm < arms.Count; arm++)
        {
            var ranges = arms[arm].Buckets ?? [new() { From = next, To = next + arms[arm].Weight }];
            next += arms[arm].Weight;
            foreach (var range in ranges)
            {
                if (
                    range.From < 0
                    || range.To > table.Length
                    || range.From > range.To
                    || table.AsSpan(range.From..range.To).ContainsAnyExcept(-1)
                )
                {
                    throw new ArgumentException(
                        $"the buckets of version {arms[arm].Version} are outside 0 to 10,000, or belong to another arm as well"
                    );
                }

                table.AsSpan(range.From..range.To).Fill(arm);
            }

            if (ranges.Sum(range => range.To - range.From) != arms[arm].Weight)
            {
                throw new ArgumentException($"version {arms[arm].Version} does not have as many buckets as its weight, {arms[arm].Weight}");
            }
        }

        return table;
    }

    /// <summary>Whose a bucket is: a version may have two arms.</summary>
    public static (int Version, bool AaControl) OwnerOf(TrafficArm arm) => (arm.Version, arm.AaControl == true);

    /// <summary>The arms with the buckets that move the fewest keys from where they are.</summary>
    /// <param name="before">The arms so far; null or empty when there are none.</param>
    /// <param name="after">Whose weights add up to 10,000; ranges are allocated again.</param>
    public static IReadOnlyList<TrafficArm> Allocate(IReadOnlyList<TrafficArm>? before, IReadOnlyList<TrafficArm> after)
    {
        TrafficArm[] inOrder = [.. after.Select(arm => arm with { Buckets = null })];
        if (before is not { Count: > 0 })
        {
            return inOrder;
        }

        (int Version, bool AaControl)[] owners = [.. TableOf(before).Select(arm => OwnerOf(before[arm]))];
        var left = inOrder.ToDictionary(OwnerOf, arm => arm.Weight);
        var allocated = new (int Version, bool AaControl)[owners.Length];
        var free = new Queue<int>();
        for (var bucket = 0; bucket < owners.Length; bucket++)
        {
            if (left.GetValueOrDefault(owners[bucket]) > 0)
            {
                allocated[bucket] = owners[bucket];
                left[owners[bucket]]--;
            }
            else
            {
                free.Enqueue(bucket);
            }
        }

        var moved = free.Count;
        foreach (var arm in inOrder)
        {
            for (var owner = OwnerOf(arm); left[owner] > 0; left[owner]--)
            {
                allocated[free.Dequeue()] = owner;
            }
        }

        // The order alone does as well for most changes, and for every ramp between two.
        var order = TableOf(inOrder);
        return owners.Index().Count(bucket => OwnerOf(inOrder[order[bucket.Index]]) != bucket.Item) == moved
            ? inOrder
            : [.. inOrder.Select(arm => arm with { Buckets = RangesOf(allocated, OwnerOf(arm)) })];
    }

    private static List<BucketRange> RangesOf((int Version, bool AaControl)[] owners, (int Version, bool AaControl) owner)
    {
        var ranges = new List<BucketRange>();
        for (var from = 0; from < owners.Length; from++)
        {
            if (owners[from] == owner)
            {
                var to = owners.AsSpan(from).IndexOfAnyExcept(owner) is var length && length < 0 ? owners.Length : from + length;
                ranges.Add(new() { From = from, To = to });
                from = to;
            }
        }

        return ranges;
    }
}
