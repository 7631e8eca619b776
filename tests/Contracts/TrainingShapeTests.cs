using System.Text;
using ServerlessML.Contracts.Training;

namespace ServerlessML.Tests.Contracts;

public sealed class TrainingShapeTests
{
    /// <summary>The digest of every definition written so far depends on it.</summary>
    [Fact]
    public void Settings_MembersThatCameLater_AreAbsentByDefault() =>
        Assert.Equal(
            """{"deadline":"02:00:00","heartbeat":"00:01:00","maxAttempts":3,"parameters":{},"recipe":"auto","seed":1,"threads":2}""",
            Encoding.UTF8.GetString(CanonicalJson.Serialize(new TrainingSettings()))
        );

    [Fact]
    public void Progress_OfAnEarlierBuild_IsRead()
    {
        var progress = CanonicalJson.Deserialize<TrainingProgress>(
            """{"at":"2026-01-01T00:00:00+00:00","attempt":1,"epoch":2,"jobId":"job","state":"training","step":3,"steps":4}"""u8.ToArray()
        );

        Assert.Equal((3, null, null), (progress.Step, progress.Checkpoint, progress.WaitingSince));
    }
}
