namespace ServerlessML.Tests.Contracts;

/// <summary>A version with two arms, as an A/A check has it.</summary>
public sealed class TwinArmTests
{
    private static readonly TrafficPlan Whole = Samples.Plan([1, 2], [10_000, 0]);

    private static IReadOnlyList<TrafficArm> Twins => [Arm(1, 9000), Arm(1, 1000) with { Twin = true }, Arm(2, 0)];

    [Fact]
    public void Problems_OfTwins_AreNone_ButOfTwoAlike()
    {
        Assert.Empty((Whole with { Arms = Twins }).Problems());
        Assert.Equal(["a version has two arms"], (Whole with { Arms = [Arm(1, 9000), Arm(1, 1000)] }).Problems());
        Assert.Equal(["the second arm of version 3 is its only one"], (Whole with { Arms = [Arm(1, 9000), Arm(3, 1000) with { Twin = true }] }).Problems());
        Assert.DoesNotContain("twin", System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(Whole)), StringComparison.Ordinal);
    }

    [Fact]
    public void Deal_TheStepAfterTheCheck_GivesTheNewVersionTheVeryKeysThatWereChecked()
    {
        var check = BucketAllocator.Allocate(Whole.Arms, Twins);
        var step = BucketAllocator.Allocate(check, [Arm(1, 9000), Arm(2, 1000)]);
        var (before, after) = (BucketAllocator.TableOf(check), BucketAllocator.TableOf(step));
        Assert.Equal(before.Index().Where(bucket => bucket.Item == 1).Select(bucket => bucket.Index), after.Index().Where(bucket => bucket.Item == 1).Select(bucket => bucket.Index));
        Assert.Equal(1000, before.Count(arm => arm == 1));
    }

    private static TrafficArm Arm(int version, int weight) => new() { Version = version, Model = Digest.Of([(byte)version]), Weight = weight };
}
