using Microsoft.Azure.Functions.Worker;
using ServerlessML.Storage;
using ServerlessML.Workflows.Intake;

namespace ServerlessML.Functions.Intake;

/// <summary>Copies one landed file into the content-addressed store, if it still is what the trigger saw.</summary>
public sealed class TakeInFile(LandingZone landing, ContentStore content)
{
    [Function(nameof(TakeInFile))]
    public async Task<TakenIn> RunAsync([ActivityTrigger] TakeInRequest request, CancellationToken cancellation)
    {
        var taken = await TakeAsync(request, cancellation);
        if (taken.Problem is { } problem)
        {
            await landing.WriteMarkerAsync(
                request.Pipeline,
                request.Batch,
                LandingZone.ProblemNote,
                $"Run '{request.RunId}' of this batch ended before its files were taken in: {problem}.\n",
                cancellation
            );
        }

        return taken;
    }

    private async Task<TakenIn> TakeAsync(TakeInRequest request, CancellationToken cancellation)
    {
        if (await content.ExistsAsync(request.File.Digest, cancellation))
        {
            return new();
        }

        var directory = Directory.CreateTempSubdirectory("serverlessml-");
        try
        {
            var path = Path.Combine(directory.FullName, "landed");
            await landing.DownloadAsync(request.Pipeline, request.Batch, request.File.Name, path, cancellation);
            await using (var file = File.OpenRead(path))
            {
                if (await Digest.OfAsync(file, cancellation) is var digest && digest != request.File.Digest)
                {
                    return new()
                    {
                        Problem =
                            $"the file '{request.File.Name}' changed after the batch was complete: it was "
                            + $"{request.File.Digest}, it is {digest}; mark the batch complete again to run it as it is now",
                    };
                }
            }

            await content.PutFileAsync(path, cancellation);
            return new();
        }
        catch (BatchGoneException e)
        {
            return new() { Problem = $"{e.Message} Land it again, and start the batch over HTTP with an Idempotency-Key of its own" };
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
