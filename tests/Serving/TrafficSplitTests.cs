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
        var same = Enumerable.Range(0, 100_000).Count(i => one.ArmOf(one.KeyOf($"k{i}").Bucket) == other.ArmOf(other.KeyOf($"k{i}").Bucket));
        Assert.InRange(same, 49_200, 50_800);
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

    private static TrafficSplit Split(string salt, params int[] weights) => new(new TrafficPlan
    {
        Deployment = "flight-delays",
        Revision = 1,
        Salt = salt,
        Arms = [.. weights.Select((weight, i) => new TrafficArm { Version = i + 1, Model = default, Weight = weight })],
        By = "",
        Reason = "",
        ChangeId = "",
        UpdatedAt = default,
    });
}
