using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace ServerlessML.Preview.Policies;

/// <summary>Nothing beyond Azure's bounds, and no question to the logs of more time than it sees.</summary>
internal static partial class LimitPolicies
{
    public static IEnumerable<string> Find(ResourceGraph graph) =>
        [
            .. from limit in AzureLimit.All
            from resource in graph.Of(limit.Type)
            let value = Number(resource.Input(limit.Input))
            where value is not null && (value < limit.Least || value > limit.Most)
            select string.Create(
                CultureInfo.InvariantCulture,
                $"{resource.Name}: {limit.Input} is {resource.Input(limit.Input)}, not within {limit.Least:0.###} and "
                    + $"{limit.Most} ({limit.Source})"
            ),
            .. graph.Of("monitor:ScheduledQueryRule").SelectMany(FindUnseen),
        ];

    // A rule that waits for what is older than all it reads never tells anything.
    private static IEnumerable<string> FindUnseen(ResourceNode rule)
    {
        var seen = XmlConvert.ToTimeSpan(rule.Text("overrideQueryTimeRange") ?? rule.Text("windowSize")!);
        return ResourceGraph
            .Strings(rule.Input("criteria"))
            .SelectMany(text => Ago().Matches(text))
            .Where(ago => Asked(ago) >= seen)
            .Select(ago => $"{rule.Name}: asks for {ago.Value}, and sees {seen.TotalHours} hours");

        static TimeSpan Asked(Match ago)
        {
            var hours = ago.Groups[2].Value switch
            {
                "d" => 24,
                "h" => 1,
                _ => 1.0 / 60,
            };
            return TimeSpan.FromHours(double.Parse(ago.Groups[1].Value, CultureInfo.InvariantCulture) * hours);
        }
    }

    private static double? Number(object? value) =>
        value switch
        {
            double number => number,
            string text => XmlConvert.ToTimeSpan(text).TotalHours,
            _ => null,
        };

    [GeneratedRegex(@"ago\((\d+)([dhm])\)")]
    private static partial Regex Ago();
}
