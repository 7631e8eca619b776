using ServerlessML.Contracts.Intake;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Functions.Validation;

/// <summary>A batch with its report.</summary>
/// <param name="Report">What validation says of it.</param>
/// <param name="Digest">The report's.</param>
/// <param name="Definition">What it was judged by, in the content-addressed store.</param>
/// <param name="Dataset">Its <see cref="DatasetManifest"/>, likewise.</param>
public sealed record JudgedBatch(ValidationReport Report, Digest Digest, Digest Definition, Digest Dataset);
