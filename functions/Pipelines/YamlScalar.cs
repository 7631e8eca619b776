using System.Globalization;
using System.Text.RegularExpressions;
using ServerlessML.Contracts.Validation;
using YamlDotNet.RepresentationModel;

namespace ServerlessML.Functions.Pipelines;

/// <summary>One value, read as the type that its place asks for; a wrong one becomes a problem with its line and column.</summary>
internal sealed partial class YamlScalar(YamlNode node, string path, List<PipelineProblem> problems)
{
    public string Text(string otherwise = "") => Scalar("a text") is { } text ? text : otherwise;

    public double Number(double otherwise, double min = double.MinValue, double max = double.MaxValue)
    {
        if (Scalar("a number") is not { } text)
        {
            return otherwise;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            Report($"'{path}' must be a number, not '{text}'");
            return otherwise;
        }

        return Within(number, min, max, text) ? number : otherwise;
    }

    public int Integer(int otherwise, int min = int.MinValue, int max = int.MaxValue)
    {
        if (Scalar("a whole number") is not { } text)
        {
            return otherwise;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Report($"'{path}' must be a whole number, not '{text}'");
            return otherwise;
        }

        return Within(number, min, max, text) ? number : otherwise;
    }

    public bool Boolean(bool otherwise)
    {
        if (Scalar("true or false") is not { } text)
        {
            return otherwise;
        }

        if (!bool.TryParse(text, out var yes))
        {
            Report($"'{path}' must be true or false, not '{text}'");
        }

        return yes;
    }

    /// <summary>A number and a unit: <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>7d</c>.</summary>
    public TimeSpan Duration(TimeSpan otherwise)
    {
        if (Scalar("a duration") is not { } text)
        {
            return otherwise;
        }

        var match = DurationForm().Match(text);
        if (!match.Success)
        {
            Report($"'{path}' must be a duration such as 500ms, 30s, 10m, 2h or 7d, not '{text}'");
            return otherwise;
        }

        var amount = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var unit = match.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };
        if (amount * unit.TotalDays > 3650)
        {
            Report($"'{path}' must be at most ten years, not '{text}'");
            return otherwise;
        }

        return amount * unit;
    }

    /// <summary>A duration in seconds, or a plain number.</summary>
    public double Span() =>
        node is YamlScalarNode { Value: { } text } && DurationForm().IsMatch(text) ? Duration(TimeSpan.Zero).TotalSeconds : Number(0, 0);

    public string OneOf(string otherwise, IReadOnlyList<string> allowed)
    {
        if (Scalar("a text") is not { } text)
        {
            return otherwise;
        }

        if (allowed.Contains(text))
        {
            return text;
        }

        var meant = NearestName.Of(text, allowed) is { } near ? $"; did you mean '{near}'?" : "";
        Report($"'{path}' must be one of {string.Join(", ", allowed)}, not '{text}'{meant}");
        return otherwise;
    }

    public RuleSeverity Severity(bool canBeOff = false) =>
        Enum.Parse<RuleSeverity>(OneOf("warn", canBeOff ? ["warn", "reject", "off"] : ["warn", "reject"]), ignoreCase: true);

    public void Report(string message) => problems.Add(new((int)node.Start.Line, (int)node.Start.Column, message));

    private string? Scalar(string what)
    {
        if (node is YamlScalarNode { Value: { } text })
        {
            return text;
        }

        Report($"'{path}' must be {what}, not {(node is YamlMappingNode ? "a mapping" : "a list")}");
        return null;
    }

    private bool Within(double number, double min, double max, string text)
    {
        if (number >= min && number <= max)
        {
            return true;
        }

        var range = max is double.MaxValue or int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"at least {min}")
            : string.Create(CultureInfo.InvariantCulture, $"from {min} to {max}");
        Report($"'{path}' must be {range}, not {text}");
        return false;
    }

    [GeneratedRegex(@"\A(\d+(?:\.\d+)?)(ms|s|m|h|d)\z")]
    private static partial Regex DurationForm();
}
