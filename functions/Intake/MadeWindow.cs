using ServerlessML.Contracts.Intake;

namespace ServerlessML.Functions.Intake;

/// <summary>A training window's dataset.</summary>
/// <param name="Dataset">Its digest in the content-addressed store.</param>
/// <param name="Manifest">The dataset.</param>
public sealed record MadeWindow(Digest Dataset, DatasetManifest Manifest)
{
    /// <summary>What is in it and what is not, as a sentence without its full stop.</summary>
    public string Text =>
        string.Join(
            "; ",
            [
                $"trained on {Manifest.Window!.Count} {(Manifest.Window.Count == 1 ? "batch" : "batches")}: "
                    + $"{string.Join(", ", Manifest.Window.Select(part => part.Batch))}",
                .. Manifest.LeftOut!.Select(batch =>
                    $"{batch.Batch} is left out, because it does not fit the definition: {batch.Reason.TrimEnd('.')}"
                ),
                .. Manifest.Copies is { Count: > 0 } copies
                    ?
                    [
                        $"of equal files the newest counts: '{copies[0].Name}' is '{copies[0].Of}' too"
                            + (copies.Count > 1 ? $", and so are {copies.Count - 1} more" : ""),
                    ]
                    : Array.Empty<string>(),
            ]
        );
}
