namespace ServerlessML.Functions.Intake;

/// <summary>Answers a <c>_SUCCESS</c> that belongs to no batch with a note beside it.</summary>
public sealed class MisplacedMarker(LandingZone landing)
{
    private const string Example = "landing/{pipeline}/{batch}/";

    /// <param name="blob">The marker's name in the container.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task AnswerAsync(string blob, CancellationToken cancellation)
    {
        var folder = blob[..^StorageLayout.CompleteMarker.Length];
        var problem = folder.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] => $"This _SUCCESS lies in no batch and starts nothing. Land the files of a batch under {Example}, and then _SUCCESS there.",
            [var pipeline] =>
                $"This _SUCCESS lies directly under '{pipeline}' and starts nothing. Land the files of a batch in a folder of their own, "
                    + $"as {StorageLayout.Landing}/{pipeline}/{{batch}}/, and then _SUCCESS there. Delete this _SUCCESS and this note.",
            [var pipeline, var batch, .. var inner] => await InBatchAsync(pipeline, batch, inner, cancellation),
        };
        if (problem is not null)
        {
            await landing.WriteProblemAsync(folder, $"{problem}\n", cancellation);
        }
    }

    // Spark leaves one in each folder that it writes: only while the batch has none of its own is that a problem.
    private async Task<string?> InBatchAsync(string pipeline, string batch, string[] inner, CancellationToken cancellation) =>
        inner.Any(part => part[0] is '_' or '.')
        || await landing.HasMarkerAsync(pipeline, batch, StorageLayout.CompleteMarker, cancellation)
            ? null
            : $"This _SUCCESS lies in the folder '{string.Join('/', inner)}' of batch '{batch}' and starts nothing: the files of a batch may "
                + $"lie in several folders. When all are there, land {StorageLayout.Landing}/{pipeline}/{batch}/_SUCCESS: the batch then "
                + "starts. If this folder is a batch of its own, land it directly under the pipeline.";
}
