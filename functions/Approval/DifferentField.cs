using System.Text.Json;

namespace ServerlessML.Functions.Approval;

/// <param name="Path">Such as <c>evaluation.candidate.measures.auc.value</c>.</param>
/// <param name="Signed">In the evidence that was signed.</param>
/// <param name="Current">In the evidence as it is.</param>
public sealed record DifferentField(string Path, JsonElement? Signed, JsonElement? Current);
