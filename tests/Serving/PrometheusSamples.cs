using System.Globalization;
using System.Text;

namespace ServerlessML.Tests.Serving;

/// <summary>Reads Prometheus text by the letter of the format; anything else is an error.</summary>
internal static class PrometheusSamples
{
    private static readonly string[] Types = ["counter", "gauge", "histogram", "summary", "untyped"];

    /// <exception cref="FormatException">A line is not as the format has it.</exception>
    public static List<PrometheusSample> Parse(string text)
    {
        Require(text.EndsWith('\n'), "The text ends without a line feed.");
        var (samples, seen) = (new List<PrometheusSample>(), new HashSet<string>());
        (string Family, string? Type, bool Helped) now = ("", null, false);
        foreach (var line in text[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var family = NameAt(line, 7, out var at);
                Require(line[at] == ' ' && seen.Add(family), $"HELP twice, or not as it should be: {line}");
                Require(
                    !line[at..].Replace("\\\\", "", StringComparison.Ordinal).Replace("\\n", "", StringComparison.Ordinal).Contains('\\'),
                    $"Escape: {line}"
                );
                now = (family, null, true);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var family = NameAt(line, 7, out var at);
                Require(now.Helped && now.Type is null && now.Family == family && Types.Contains(line[(at + 1)..]), $"TYPE: {line}");
                now.Type = line[(at + 1)..];
            }
            else
            {
                var sample = Sample(line, now.Family, now.Type);
                Require(
                    samples.TrueForAll(other =>
                        other.Family != sample.Family || other.Name != sample.Name || !other.Labels.SetEquals(sample.Labels)
                    ),
                    $"Twice: {line}"
                );
                samples.Add(sample);
            }
        }

        return samples;
    }

    private static PrometheusSample Sample(string line, string family, string? type)
    {
        var name = NameAt(line, 0, out var at);
        Require(
            type is not null && (name == family || (type == "histogram" && name[family.Length..] is "_bucket" or "_sum" or "_count")),
            $"Outside its family: {line}"
        );
        Require(type != "counter" || name.EndsWith("_total", StringComparison.Ordinal), $"A counter's name: {line}");
        var labels = new HashSet<string>(StringComparer.Ordinal);
        if (line[at] == '{')
        {
            do
            {
                at++;
                var label = NameAt(line, at, out at);
                Require(line[at..].StartsWith("=\"", StringComparison.Ordinal), $"Label: {line}");
                var value = Quoted(line, ref at);
                Require(labels.Add($"{label}={value}"), $"Label twice: {line}");
            } while (line[at] == ',');
            Require(line[at] == '}', $"Labels: {line}");
            at++;
        }

        Require(line[at] == ' ', $"Space: {line}");
        return new(name, labels, Number(line[(at + 1)..]), family, type!);
    }

    private static string Quoted(string line, ref int at)
    {
        var value = new StringBuilder();
        for (at += 2; line[at] != '"'; at++)
        {
            value.Append(
                line[at] != '\\'
                    ? line[at]
                    : line[++at] switch
                    {
                        'n' => '\n',
                        '\\' => '\\',
                        '"' => '"',
                        _ => throw new FormatException($"Escape: {line}"),
                    }
            );
        }

        at++;
        return value.ToString();
    }

    private static string NameAt(string line, int from, out int at)
    {
        at = from;
        while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] is '_' or ':'))
        {
            at++;
        }

        Require(at > from && !char.IsAsciiDigit(line[from]), $"Name: {line}");
        return line[from..at];
    }

    private static double Number(string text) =>
        text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new FormatException(message);
        }
    }
}
