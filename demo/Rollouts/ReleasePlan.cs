namespace ServerlessML.Demo.Rollouts;

/// <summary>What a release's definition has that the others' do not.</summary>
public sealed record ReleasePlan
{
    private const string Checks = """
          aa: { duration: 6s, min-requests: 300 }
          shadow: { share: 0.5, duration: 6s, min-requests: 100, max-error-rate: 0.01, max-disagreement: 0.4 }

        """;

    public string Parameters { get; init; } = "{ epochs: 2 }";
    public string Horizon { get; init; } = "15m";

    /// <summary>
    /// Guardrail of latency, the gateway's own share of it. Narrow only where it is the story: a busy machine must not turn the others
    /// back.
    /// </summary>
    public string MaxP99 { get; init; } = "50ms";

    /// <summary>Whether the plumbing and the new version's shadow are looked at before any traffic is shifted.</summary>
    public bool ChecksBefore { get; init; }

    /// <summary>Whether the gate minds slices.</summary>
    public bool SliceLimit { get; init; } = true;

    /// <exception cref="DemoFailedException">The definition that comes with the demo has changed.</exception>
    public string In(string definition)
    {
        var text = Replaced(Replaced(definition, "{ epochs: 2 }", Parameters), "horizon: 15m", $"horizon: {Horizon}");
        text = Replaced(text, "max-p99: 50ms", $"max-p99: {MaxP99}");
        text = ChecksBefore ? Replaced(text, "  look-every: 3s\n", $"  look-every: 3s\n{Checks}") : text;
        return SliceLimit ? text : Replaced(text, "  max-slice-loss: 0.02\n", "");
    }

    private static string Replaced(string text, string from, string to) =>
        text.Contains(from, StringComparison.Ordinal)
            ? text.Replace(from, to, StringComparison.Ordinal)
            : throw new DemoFailedException($"The demo's pipeline lacks '{from.Trim()}'.");
}
