using ServerlessML.Ml.Training;
using ServerlessML.Workflows.Training;

namespace ServerlessML.Functions.Training;

/// <summary>
/// Names a training by all that its model follows from: data, contract, recipe with parameters, seed, threads, split, fold, how far, the
/// code that trains, and its image. Where it goes on from is not part of it, since a training that goes on gives what an uninterrupted one
/// does.
/// </summary>
internal static class TrainingKey
{
    // Builds are deterministic: the same sources give the same id.
    private static readonly string Code = typeof(Trainer).Assembly.ManifestModule.ModuleVersionId.ToString("N");

    public static Digest Of(TrainRequest training, string? image) =>
        CanonicalJson.DigestOf(
            new
            {
                Shape = 1,
                Code,
                Image = training.Settings.Image ?? image,
                training.Dataset,
                training.Data,
                training.Settings.Recipe,
                Parameters = new SortedDictionary<string, string>(training.Settings.Parameters.ToDictionary(), StringComparer.Ordinal),
                training.Settings.Command,
                training.Settings.Seed,
                training.Settings.Threads,
                training.Settings.Resources?.Gpu,
                training.Split,
                training.Holdout,
                training.HoldoutSalt,
                Until = training.Until is < 1 ? training.Until : null,
                training.Fold,
            }
        );
}
