using System.Globalization;
using Microsoft.DurableTask.Client;

namespace ServerlessML.LocalHost.Supervision;

/// <summary>
/// How long finished orchestrations are kept, as the command line says it: <c>completed=30d,failed=90d,terminated=12h</c>.
/// </summary>
/// <param name="Text">As it was written.</param>
/// <param name="Ages">By status; one that is not there is kept without end.</param>
public sealed record RetentionPolicy(string Text, IReadOnlyDictionary<OrchestrationRuntimeStatus, TimeSpan> Ages)
{
    public static RetentionPolicy None { get; } = new("", new Dictionary<OrchestrationRuntimeStatus, TimeSpan>());

    /// <exception cref="InvalidSettingException">A status is not one of a finished orchestration, or an age is none.</exception>
    public static RetentionPolicy Parse(string text)
    {
        var ages = new Dictionary<OrchestrationRuntimeStatus, TimeSpan>();
        foreach (var part in text.Split(','))
        {
            var halves = part.Split('=');
            if (halves.Length != 2 || Status(halves[0].Trim()) is not { } status || Age(halves[1].Trim()) is not { } age)
            {
                throw new InvalidSettingException(
                    $"--keep has “{part}”; it must have completed, failed or terminated with an age in days, hours or minutes, "
                        + $"such as completed=30d,failed=90d."
                );
            }

            if (!ages.TryAdd(status, age))
            {
                throw new InvalidSettingException($"--keep names {halves[0].Trim()} twice. Name it once.");
            }
        }

        return new(text, ages);
    }

    public IEnumerable<string> AsArguments() => Text.Length == 0 ? [] : ["--keep", Text];

    private static OrchestrationRuntimeStatus? Status(string word) =>
        word.ToUpperInvariant() switch
        {
            "COMPLETED" => OrchestrationRuntimeStatus.Completed,
            "FAILED" => OrchestrationRuntimeStatus.Failed,
            "TERMINATED" => OrchestrationRuntimeStatus.Terminated,
            _ => null,
        };

    private static TimeSpan? Age(string word)
    {
        if (
            word.Length < 2
            || !int.TryParse(word.AsSpan(0, word.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is 0 or > 100_000
        )
        {
            return null;
        }

        return word[^1] switch
        {
            'd' => TimeSpan.FromDays(count),
            'h' => TimeSpan.FromHours(count),
            'm' => TimeSpan.FromMinutes(count),
            _ => null,
        };
    }
}
