namespace ServerlessML.Contracts.Runs;

/// <summary>A run's identity comes from content, so that a second event, a repeated delivery or a restart finds the first run.</summary>
public static class RunId
{
    /// <summary>Names the run of a batch's content under a definition: the same files under another definition are another run.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="data">The digest of the batch's content.</param>
    /// <param name="definition">The digest of the pipeline's definition.</param>
    /// <param name="batch">The batch's name, where its content does not tell it from others.</param>
    public static string Under(string pipeline, Digest data, Digest definition, string? batch = null) =>
        $"{pipeline}-{CanonicalJson.DigestOf(new { pipeline, data, definition, batch }).Hex[..16]}";

    /// <summary>Names a run by a key, whatever the definition; without a key, as runs were named before December 2026.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="data">The digest of the batch's content.</param>
    /// <param name="idempotencyKey">Given by someone who starts a run over HTTP and wants one apart from the trigger's.</param>
    public static string For(string pipeline, Digest data, string? idempotencyKey = null) =>
        $"{pipeline}-{CanonicalJson.DigestOf(new { pipeline, data, idempotencyKey }).Hex[..16]}";
}
