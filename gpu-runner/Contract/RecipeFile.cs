using ServerlessML.Contracts.Intake;

namespace ServerlessML.GpuRunner.Contract;

/// <param name="Path">Relative to the folder of <c>job.json</c>.</param>
/// <param name="Name">Its name in the batch, for messages.</param>
/// <param name="Format">How it is read.</param>
/// <param name="Digest">Of its bytes, as they were checked.</param>
/// <param name="Batch">The place of its batch among those of the dataset, oldest first.</param>
public sealed record RecipeFile(string Path, string Name, DataFormat Format, Digest Digest, int Batch = 0);
