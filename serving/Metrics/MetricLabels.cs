using ServerlessML.Contracts;

namespace ServerlessML.Serving.Metrics;

/// <summary>Values of labels.</summary>
internal static class MetricLabels
{
    public static string Of(Lane lane) =>
        lane switch
        {
            Lane.Live => "live",
            Lane.Override => "override",
            Lane.AaControl => "twin",
            _ => "shadow",
        };
}
