using System.Text.Json;
using ServerlessML.Functions.Approval;

namespace ServerlessML.Functions.Pipelines;

/// <summary>
/// Where the policies of two definitions differ: who signs, what the gate asks for, how a rollout is watched. What a model is trained on,
/// and which rows are held out or looked at apart, is no policy.
/// </summary>
public static class PolicyDifference
{
    public static IReadOnlyList<DifferentField> Between(PipelineDefinition before, PipelineDefinition after)
    {
        using var left = Policy(before);
        using var right = Policy(after);
        return EvidenceDifference.Between(left.RootElement, right.RootElement);
    }

    /// <summary>One line, such as <c>approval.approvals: 2, then 0</c>.</summary>
    public static string Text(IReadOnlyList<DifferentField> fields) =>
        string.Join("; ", fields.Select(field => $"{field.Path}: {Text(field.Signed)}, then {Text(field.Current)}"));

    private static string Text(JsonElement? value) => value is { ValueKind: not JsonValueKind.Null } known ? known.GetRawText() : "nothing";

    private static JsonDocument Policy(PipelineDefinition definition) =>
        JsonDocument.Parse(
            CanonicalJson.Serialize(
                new
                {
                    definition.Approval,
                    Evaluation = definition.Evaluation with
                    {
                        Holdout = 0,
                        Salt = "",
                        Split = null,
                        Slices = [],
                        Bands = null,
                        MinSliceRows = 0,
                    },
                    definition.Rollout,
                    Validation = new { definition.Validation.Override },
                }
            )
        );
}
