using ServerlessML.Contracts.Intake;

namespace ServerlessML.Ml.Data;

/// <summary>
/// A data file on this machine. Callers name <paramref name="Path"/> themselves (by digest); what came with the data is only in
/// <paramref name="Name"/>.
/// </summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name in the batch, for reports.</param>
/// <param name="Format">How it is read.</param>
/// <param name="Batch">The place of its batch among those of the dataset; equal rows and times are counted within a batch.</param>
public sealed record LocalDataFile(string Path, string Name, DataFormat Format, int Batch = 0);
