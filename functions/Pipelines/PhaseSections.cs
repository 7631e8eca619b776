namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>rollout.aa:</c> and <c>rollout.shadow:</c>.</summary>
internal static class PhaseSections
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public static AaPolicy? Aa(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var otherwise = new AaPolicy();
        var check = otherwise with
        {
            Duration = section.Optional("duration", otherwise.Duration, value => value.Duration(otherwise.Duration)),
            MinRequests = section.Optional("min-requests", otherwise.MinRequests, value => value.Integer(otherwise.MinRequests, 1)),
            Weight = section.Optional<double?>("weight", null, value => value.Number(50, 0.01, 99.99)),
            Alpha = section.Optional("alpha", otherwise.Alpha, value => value.Number(otherwise.Alpha, 0.0001, 0.5)),
            MaxShift = section.Optional("max-shift", otherwise.MaxShift, value => value.Number(otherwise.MaxShift, 0, 1)),
        };
        Lasts(section, "aa", check.Duration);
        section.Done();
        return check;
    }

    public static ShadowPolicy? Shadow(YamlSection? section, TaskKind task)
    {
        if (section is null)
        {
            return null;
        }

        var otherwise = new ShadowPolicy();
        var shadow = otherwise with
        {
            Share = section.Optional("share", otherwise.Share, value => value.Number(otherwise.Share, 0.0001, 1)),
            Duration = section.Optional("duration", otherwise.Duration, value => value.Duration(otherwise.Duration)),
            MinRequests = section.Optional("min-requests", otherwise.MinRequests, value => value.Integer(otherwise.MinRequests, 1)),
            Alpha = section.Optional("alpha", otherwise.Alpha, value => value.Number(otherwise.Alpha, 0.0001, 0.5)),
            MaxErrorRate = section.Optional("max-error-rate", otherwise.MaxErrorRate, value => value.Number(otherwise.MaxErrorRate, 0, 1)),
            MaxP99Milliseconds = section
                .Optional<TimeSpan?>("max-p99", null, value => value.Duration(TimeSpan.FromSeconds(1)))
                ?.TotalMilliseconds,
            MaxDisagreement = section.Optional<double?>("max-disagreement", null, value => value.Number(0.1, 0, 1)),
            MaxDifference = section.Optional<double?>("max-difference", null, value => value.Number(0.1, 0, 1)),
        };
        if (task == TaskKind.Regression && shadow.MaxDisagreement is not null)
        {
            section.Report(
                "max-disagreement",
                "'rollout.shadow.max-disagreement' has no meaning where the label is a number; use 'max-difference', which "
                    + "limits how far apart the numbers are, as a share of their size"
            );
        }

        Lasts(section, "shadow", shadow.Duration);
        section.Done();
        return shadow;
    }

    private static void Lasts(YamlSection section, string name, TimeSpan duration)
    {
        if (duration < Shortest)
        {
            section.Report("duration", $"'rollout.{name}.duration' must be at least 1s");
        }
    }
}
