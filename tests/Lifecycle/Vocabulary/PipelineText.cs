using System.Globalization;

namespace ServerlessML.Tests.Lifecycle.Vocabulary;

/// <summary>A small pipeline's YAML, adjusted with <c>with</c>.</summary>
public sealed record PipelineText
{
    public required string Name { get; init; }
    public string Training { get; init; } =
        "recipe: linear, parameters: { epochs: 2, batch-size: 100 }, seed: 7, threads: 1, heartbeat: 10s";
    public string Label { get; init; } = "{ name: late, values: [0, 1] }";

    /// <summary>The largest level that is allowed.</summary>
    public double MaxLevel { get; init; } = 1;

    /// <summary>More of <c>validation:</c>, beginning with a comma.</summary>
    public string Validation { get; init; } = "";

    /// <summary>The whole section, in place of the two numbers below.</summary>
    public string? Evaluation { get; init; }
    public double MinAuc { get; init; } = 0.8;
    public double MinGain { get; init; } = -0.2;
    public int Approvals { get; init; } = 1;
    public string Expires { get; init; } = "1h";

    /// <summary>The whole section, in place of the two values above.</summary>
    public string? Approval { get; init; }
    public int MinRequests { get; init; } = 3;
    public string Steps { get; init; } = "[{ weight: 50, bake: 300ms }, { weight: 100, bake: 300ms }]";

    /// <summary>More of <c>rollout:</c>, beginning with a comma.</summary>
    public string Watch { get; init; } = "";
    public double Capture { get; init; }

    /// <summary>The quiet period; null where a batch is complete by its marker.</summary>
    public string? Quiet { get; init; }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            name: {{Name}}
            {{(Quiet is null ? "" : $"landing: {{ complete-after-quiet: {Quiet} }}")}}
            data:
              columns:
                level: { type: number, min: 0, max: {{MaxLevel}} }
                noise: { type: number }
                city: { type: category }
              label: {{Label}}
            validation: { min-rows: 500{{Validation}} }
            training: { {{Training}} }
            evaluation: {{Evaluation ?? string.Create(CultureInfo.InvariantCulture, $"{{ min-auc: {MinAuc}, min-gain: {MinGain} }}")}}
            approval: {{Approval ?? $"{{ approvals: {Approvals}, expires: {Expires} }}"}}
            rollout: { steps: {{Steps}}, min-requests: {{MinRequests}}{{Watch}} }
            serving: { capture: {{Capture}} }
            """
        );
}
