using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Traffic;

/// <summary>The one version of the one deployment that this gateway answers for, where something before it splits the traffic.</summary>
public sealed record PinnedArm(string Deployment, int Version)
{
    /// <exception cref="InvalidOperationException">The text is no <c>{deployment}/{version}</c>.</exception>
    public static PinnedArm Parse(string text) =>
        text.Split('/') is [var deployment, var number]
        && Names.IsPipeline(deployment)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && version > 0
            ? new(deployment, version)
            : throw new InvalidOperationException(
                $"The setting Gateway:Arm is '{text}'; it must be a deployment and a version, such as 'flights/3'."
            );
}
