using System.Text;

namespace ServerlessML.Contracts.Serving;

/// <summary>A client of the gateway. The key itself is kept nowhere: it is random, so that its plain SHA-256 gives nothing away.</summary>
public sealed record GatewayKey
{
    /// <summary>The name, by the rule of pipelines' names (<see cref="Names.PipelineRule"/>).</summary>
    public required string Name { get; init; }
    public required Digest Digest { get; init; }

    /// <summary>Some of <see cref="GatewayRight.All"/>.</summary>
    public required IReadOnlyList<string> Rights { get; init; }

    /// <summary>Where it counts; null for every deployment.</summary>
    public IReadOnlyList<string>? Deployments { get; init; }

    /// <summary>The time at which the key expires; null for as long as it is there.</summary>
    public DateTimeOffset? Until { get; init; }
    public required DateTimeOffset Since { get; init; }

    /// <summary>Who made it.</summary>
    public required string By { get; init; }

    public static Digest DigestOf(string key) => Digest.Of(Encoding.UTF8.GetBytes(key));

    /// <param name="right">One of <see cref="GatewayRight.All"/>.</param>
    /// <param name="deployment">Where; null for what is about all of them.</param>
    public bool Allows(string right, ReadOnlySpan<char> deployment)
    {
        if (!Rights.Contains(right))
        {
            return false;
        }

        if (Deployments is null)
        {
            return true;
        }

        foreach (var known in Deployments)
        {
            if (deployment.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }
}
