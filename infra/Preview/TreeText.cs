using System.Collections;
using System.Globalization;
using System.Text;

namespace ServerlessML.Preview;

/// <summary>A stack as text: parts, their resources, each with its inputs; then roles and outputs. The same for the same stack.</summary>
public static class TreeText
{
    public static string Of(ResourceGraph graph)
    {
        StringBuilder text = new();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{graph.Project}/{graph.Stack}: {graph.Resources.Count()} resources in {graph.Parts.Count()} parts"
        );
        Write(text, graph, "", "");
        foreach (var part in graph.Parts)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{part.Name} ({part.Type})");
            Write(text, graph, part.Name, "  ");
        }

        text.AppendLine().AppendLine("Roles");
        foreach (var (who, role, scope) in Roles(graph))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {who.PadRight(10)} {role.PadRight(34)} {scope}");
        }

        text.AppendLine().AppendLine("Outputs");
        foreach (var (name, value) in graph.Outputs)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: {value}");
        }

        return text.ToString();
    }

    /// <summary>Who may do what, where; the resource by the end of its id.</summary>
    public static IEnumerable<(string Who, string Role, string Scope)> Roles(ResourceGraph graph) =>
        graph
            .Of("authorization:RoleAssignment")
            .Select(assignment =>
                assignment.Text("description")!.Split(": ", 2) is [var who, var what] && what.Split(" on ", 2) is [var role, _]
                    ? (who, role, assignment.Text("scope")!.Split("/providers/")[^1])
                    : throw new InvalidOperationException($"{assignment.Name} does not say what it is for.")
            )
            .OrderBy(granted => granted.who, StringComparer.Ordinal)
            .ThenBy(granted => granted.role, StringComparer.Ordinal)
            .ThenBy(granted => granted.Item3, StringComparer.Ordinal);

    private static void Write(StringBuilder text, ResourceGraph graph, string part, string indent)
    {
        foreach (var node in graph.Resources.Where(node => node.Part == part))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{indent}{node.Name}: {node.Type}");
            Write(text, node.Inputs, $"{indent}    ");
        }
    }

    private static void Write(StringBuilder text, object? value, string indent)
    {
        switch (value)
        {
            case IDictionary map:
                foreach (var key in map.Keys.Cast<string>().Order(StringComparer.Ordinal))
                {
                    Entry(text, $"{key}:", map[key], indent);
                }

                break;
            case IEnumerable list:
                foreach (var item in list)
                {
                    Entry(text, "-", item, indent);
                }

                break;
        }
    }

    private static void Entry(StringBuilder text, string label, object? value, string indent)
    {
        var isText = value is string;
        if (!isText && value is IEnumerable many)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{indent}{label}{(many.Cast<object>().Any() ? "" : " (none)")}");
            Write(text, value, $"{indent}  ");
            return;
        }

        var shown = value switch
        {
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        text.AppendLine(CultureInfo.InvariantCulture, $"{indent}{label} {shown.Replace("\n", $"\n{indent}  ", StringComparison.Ordinal)}");
    }
}
