namespace ServerlessML.Contracts.Runs;

/// <summary>A run's identity comes from content, so that a second event, a repeated delivery or a restart finds the first run.</summary>
public static class RunId
{
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="data">The digest of the batch's content (<see cref="BatchContent"/>).</param>
    /// <param name="idempotencyKey">Given by someone who starts a run over HTTP and wants one apart from the trigger's.</param>
    public static string For(string pipeline, Digest data, string? idempotencyKey = null) =>
        $"{pipeline}-{CanonicalJson.DigestOf(new { pipeline, data, idempotencyKey }).Hex[..16]}";
}
