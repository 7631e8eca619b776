using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ServerlessML.Contracts;
using ServerlessML.Serving;

namespace ServerlessML.Tests.Serving;

public sealed class TrafficSplitTests
{
    private const int Keys = 1_000_000;

    [Fact]
    public void ArmOf_EveryBucket_GivesEachArmItsWeightExactly()
    {
        var split = Split("salt", 6_500, 0, 3_499, 1);
        var counts = new int[4];
        for (var bucket = 0; bucket < TrafficPlan.WholeWeight; bucket++)
        {
            counts[split.ArmOf(bucket)]++;
        }

        Assert.Equal([6_500, 0, 3_499, 1], counts);
    }

    [Fact]
    public void KeyOf_AMillionKeys_MeetsTheWeights()
    {
        var split = Split("flight-delays", 9_000, 900, 100);
        var counts = new int[3];
        for (var i = 0; i < Keys; i++)
        {
            counts[split.ArmOf(split.KeyOf($"customer-{i}").Bucket)]++;
        }

        foreach (var (count, share) in counts.Zip([0.9, 0.09, 0.01]))
        {
            var fiveSigma = 5 * Math.Sqrt(Keys * share * (1 - share));
            Assert.InRange(count, (Keys * share) - fiveSigma, (Keys * share) + fiveSigma);
        }
    }

    [Fact]
    public void Ramp_AMillionKeys_MovesOnlyAsManyAsItMustAndOnlyToTheNewArm()
    {
        TrafficSplit[] steps = [Split("s", 10_000, 0), Split("s", 9_000, 1_000), Split("s", 5_000, 5_000), Split("s", 0, 10_000)];
        double[] mustMove = [0.1, 0.4, 0.5];
        var moved = new int[3];
        for (var i = 0; i < Keys; i++)
        {
            var bucket = steps[0].KeyOf($"k{i}").Bucket;
            for (var step = 0; step < 3; step++)
            {
                var (from, to) = (steps[step].ArmOf(bucket), steps[step + 1].ArmOf(bucket));
                Assert.False(from == 1 && to == 0, "A key went back to the old version.");
                moved[step] += from == to ? 0 : 1;
            }
        }

        foreach (var (count, share) in moved.Zip(mustMove))
        {
            var fiveSigma = 5 * Math.Sqrt(Keys * share * (1 - share));
            Assert.InRange(count, (Keys * share) - fiveSigma, (Keys * share) + fiveSigma);
        }
    }

    [Fact]
    public void KeyOf_SameSaltAndKey_IsTheSameWhateverTheWeights()
    {
        var (before, after) = (Split("s", 9_000, 1_000), Split("s", 1, 9_999));
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(before.KeyOf($"k{i}"), after.KeyOf($"k{i}"));
        }
    }

    [Fact]
    public void KeyOf_AnotherSalt_DealsTheKeysAnew()
    {
        var (one, other) = (Split("one", 5_000, 5_000), Split("other", 5_000, 5_000));
        var same = Enumerable
            .Range(0, 100_000)
            .Count(i => one.ArmOf(one.KeyOf($"k{i}").Bucket) == other.ArmOf(other.KeyOf($"k{i}").Bucket));
        Assert.InRange(same, 49_200, 50_800);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void KeyOf_AMillionKeysOfAnySplit_MeetsTheWeightsByChiSquare(int seed)
    {
        var random = new Random(seed);
        var weights = RandomWeights(random, 6);
        var split = Split($"salt-{seed}", weights);
        var counts = new int[weights.Length];
        for (var i = 0; i < Keys; i++)
        {
            counts[split.ArmOf(split.KeyOf($"{seed}:{i}").Bucket)]++;
        }

        var chiSquare = weights
            .Zip(counts, (weight, count) => (Expected: Keys * (weight / 10_000.0), count))
            .Where(arm => arm.Expected > 0)
            .Sum(arm => Math.Pow(arm.count - arm.Expected, 2) / arm.Expected);
        // Five degrees of freedom: one in a hundred thousand splits of a fair hash is above.
        Assert.InRange(chiSquare, 0, 30.9);
        Assert.All(weights.Zip(counts), arm => Assert.True(arm.First > 0 || arm.Second == 0));
    }

    [Fact]
    public void ARampOfThreeArms_MovesOnlyTheKeysBetweenTheOldAndNewBoundaries()
    {
        var random = new Random(11);
        for (var change = 0; change < 200; change++)
        {
            var (before, after) = (RandomWeights(random, 3), RandomWeights(random, 3));
            var (old, next) = (Split("s", before), Split("s", after));
            var moved = Enumerable.Range(0, TrafficPlan.WholeWeight).Count(bucket => old.ArmOf(bucket) != next.ArmOf(bucket));
            // Contiguous arms in a fixed order: each boundary moves past the buckets between its old and its new place.
            var first = Math.Abs(before[0] - after[0]);
            var second = Math.Abs(before[0] + before[1] - after[0] - after[1]);
            Assert.InRange(moved, Math.Max(first, second), first + second);
        }
    }

    [Theory]
    [InlineData(new[] { 9_000, 1_000, 0 }, new[] { 5_000, 5_000, 0 })]
    [InlineData(new[] { 6_000, 3_000, 1_000 }, new[] { 6_000, 2_000, 2_000 })]
    [InlineData(new[] { 6_000, 3_000, 1_000 }, new[] { 6_000, 0, 4_000 })]
    [InlineData(new[] { 6_000, 3_000, 1_000 }, new[] { 9_000, 0, 1_000 })]
    [InlineData(new[] { 10_000, 0, 0 }, new[] { 8_000, 1_000, 1_000 })]
    [InlineData(new[] { 8_000, 1_000, 1_000 }, new[] { 0, 0, 10_000 })]
    public void AChangeBetweenNeighbours_MovesAsFewKeysAsTheWeightsAllow(int[] before, int[] after)
    {
        var (old, next) = (Split("s", before), Split("s", after));
        var moved = Enumerable.Range(0, TrafficPlan.WholeWeight).Count(bucket => old.ArmOf(bucket) != next.ArmOf(bucket));
        Assert.Equal(before.Zip(after, (one, other) => Math.Max(0, other - one)).Sum(), moved);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Deal_AnyChangesOfWeights_MoveTheFewestKeysThatTheWeightsAllow(int arms)
    {
        var random = new Random(arms);
        var plan = Plan("s", RandomWeights(random, arms));
        for (var change = 0; change < 100; change++)
        {
            // Now and then an arm leaves, and a new one comes first.
            var weights = RandomWeights(random, arms);
            var versions = plan.Arms.Select(arm => arm.Version).ToList();
            if (random.Next(3) == 0)
            {
                versions.RemoveAt(random.Next(arms));
                versions.Insert(0, 100 + change);
            }

            TrafficArm[] wanted = [.. versions.Zip(weights, (version, weight) => new TrafficArm
                    {
                        Version = version,
                        Model = default,
                        Weight = weight,
                    })];
            var next = plan with { Arms = BucketAllocator.Allocate(plan.Arms, wanted) };
            Assert.Empty(next.Problems());
            Assert.Equal(wanted.Select(arm => (arm.Version, arm.Weight)), next.Arms.Select(arm => (arm.Version, arm.Weight)));
            var (old, now) = (new TrafficSplit(plan), new TrafficSplit(next));
            var moved = Enumerable
                .Range(0, TrafficPlan.WholeWeight)
                .Count(bucket => plan.Arms[old.ArmOf(bucket)].Version != next.Arms[now.ArmOf(bucket)].Version);
            var before = plan.Arms.ToDictionary(arm => arm.Version, arm => arm.Weight);
            Assert.Equal(wanted.Sum(arm => Math.Max(0, arm.Weight - before.GetValueOrDefault(arm.Version))), moved);
            plan = next;
        }
    }

    [Fact]
    public void Deal_ARampOfTwo_NeedsNoRanges()
    {
        var plan = Plan("s", 10_000, 0);
        foreach (var weight in (int[])[1, 500, 2_500, 9_999, 10_000, 3, 0])
        {
            plan = plan with { Arms = BucketAllocator.Allocate(plan.Arms, Plan("s", 10_000 - weight, weight).Arms) };
            Assert.All(plan.Arms, arm => Assert.Null(arm.Buckets));
        }
    }

    [Fact]
    public void KeyOf_TextAndItsUtf8_AreTheSameKey()
    {
        var split = Split("s", 10_000);
        foreach (var key in (string[])["", "17", "Zürich ✈", new string('ü', 500), new string('x', 5_000)])
        {
            Assert.Equal(
                split.KeyOf(Encoding.UTF8.GetBytes(key)),
                key.Length <= TrafficSplit.LongestKey ? split.KeyOf(key) : split.KeyOf(Encoding.UTF8.GetBytes(key))
            );
        }
    }

    [Theory]
    [InlineData("salt", "key")]
    [InlineData("", "")]
    [InlineData("Zürich", "✈ 🛫")]
    public void KeyOf_IsTheDocumentedHash(string salt, string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\n{key}"));
        var routed = Split(salt, 10_000).KeyOf(key);
        Assert.Equal((int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % 10_000), routed.Bucket);
        Assert.Equal(BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(8)), routed.Hash);
    }

    private static int[] RandomWeights(Random random, int arms)
    {
        int[] cuts =
        [
            0,
            .. Enumerable.Range(0, arms - 1).Select(_ => random.Next(TrafficPlan.WholeWeight + 1)).Order(),
            TrafficPlan.WholeWeight,
        ];
        return [.. cuts.Zip(cuts.Skip(1), (from, to) => to - from)];
    }

    private static TrafficSplit Split(string salt, params int[] weights) => new(Plan(salt, weights));

    private static TrafficPlan Plan(string salt, params int[] weights) =>
        new()
        {
            Deployment = "flight-delays",
            Revision = 1,
            Salt = salt,
            Arms =
            [
                .. weights.Select(
                    (weight, i) =>
                        new TrafficArm
                        {
                            Version = i + 1,
                            Model = default,
                            Weight = weight,
                        }
                ),
            ],
            By = "",
            Reason = "",
            ChangeId = "",
            UpdatedAt = default,
        };
}
