using ServerlessML.Contracts.Serving;

namespace ServerlessML.Tests.Contracts;

/// <summary>A version with two arms, as an A/A check has it.</summary>
public sealed class AaControlArmTests
{
    private static readonly TrafficPlan Whole = Samples.Plan([1, 2], [10_000, 0]);

    private static IReadOnlyList<TrafficArm> Split => [Arm(1, 9000), Arm(1, 1000) with { AaControl = true }, Arm(2, 0)];

    [Fact]
    public void Problems_OfAnAaControlArm_AreNone_ButOfTwoAlike()
    {
        Assert.Empty((Whole with { Arms = Split }).Problems());
        Assert.Equal(["version 1 has two arms"], (Whole with { Arms = [Arm(1, 9000), Arm(1, 1000)] }).Problems());
        Assert.Equal(
            ["version 3 has an A/A control arm and no arm to compare it with"],
            (Whole with { Arms = [Arm(1, 9000), Arm(3, 1000) with { AaControl = true }] }).Problems()
        );
        Assert.DoesNotContain("twin", System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(Whole)), StringComparison.Ordinal);
    }

    // Plans and counts that were written before have the member and the lane by these names.
    [Fact]
    public void Documents_HaveItAsTwin()
    {
        const string arm =
            """{"model":"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","twin":true,"version":1,"weight":1000}""";
        var read = CanonicalJson.Deserialize<TrafficArm>(System.Text.Encoding.UTF8.GetBytes(arm));
        Assert.True(read.AaControl);
        Assert.Equal(arm, System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(read)));
        Assert.Equal(Lane.AaControl, CanonicalJson.Deserialize<Lane>("\"twin\""u8));
        Assert.Equal("\"twin\"", System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(Lane.AaControl)));
    }

    [Fact]
    public void Deal_TheStepAfterTheCheck_GivesTheNewVersionTheVeryKeysThatWereChecked()
    {
        var check = BucketAllocator.Allocate(Whole.Arms, Split);
        var step = BucketAllocator.Allocate(check, [Arm(1, 9000), Arm(2, 1000)]);
        var (before, after) = (BucketAllocator.TableOf(check), BucketAllocator.TableOf(step));
        Assert.Equal(
            before.Index().Where(bucket => bucket.Item == 1).Select(bucket => bucket.Index),
            after.Index().Where(bucket => bucket.Item == 1).Select(bucket => bucket.Index)
        );
        Assert.Equal(1000, before.Count(arm => arm == 1));
    }

    private static TrafficArm Arm(int version, int weight) =>
        new()
        {
            Version = version,
            Model = Digest.Of([(byte)version]),
            Weight = weight,
        };
}
