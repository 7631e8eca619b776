using System.Globalization;
using System.Net;
using System.Text;

namespace ServerlessML.Preview.Drawing;

/// <summary>
/// A stack as a picture (SVG): a box for each part with its resources, in layers by what refers to what, and an arrow from a part to each
/// that it refers to. Pass the pointer over an arrow to read what is behind it.
/// </summary>
public static class GraphPicture
{
    private const int BoxWidth = 216;
    private const int LineHeight = 16;
    private const int HeadHeight = 30;
    private const int GapX = 26;
    private const int GapY = 74;
    private const int Margin = 28;
    private const int Head = 62;
    private const int MostAcross = 5;

    // Everybody refers to these; arrows to them would hide all else.
    private static readonly HashSet<string> Ubiquitous = ["identities", "observation"];

    public static string Of(ResourceGraph graph)
    {
        var edges = PartEdges(graph);
        var boxes = Place(graph, edges);
        var width = boxes.Values.Max(box => box.X + BoxWidth) + Margin;
        var height = boxes.Values.Max(box => box.Y + box.Height) + Margin + 26;
        StringBuilder svg = new();
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="Segoe UI, Helvetica, Arial, sans-serif">"""
        );
        svg.AppendLine(
            """<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#7a8ba3"/></marker></defs>"""
        );
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect width="{width}" height="{height}" fill="#fbfcfe"/>""");
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<text x="{Margin}" y="32" font-size="20" font-weight="600" fill="#16243a">{Escape($"{graph.Project} / {graph.Stack}")}</text>"""
        );
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<text x="{Margin}" y="51" font-size="12" fill="#53637a">{graph.Resources.Count()} resources in {graph.Parts.Count()} parts; an arrow goes from a part to what it refers to (not drawn: all parts use identities and observation)</text>"""
        );
        foreach (
            var ((from, to), why) in edges
                .OrderBy(edge => edge.Key.From, StringComparer.Ordinal)
                .ThenBy(edge => edge.Key.To, StringComparer.Ordinal)
        )
        {
            svg.AppendLine(Arrow(boxes, from, to, why));
        }

        foreach (var part in graph.Parts)
        {
            Draw(svg, part, graph, boxes[part.Name]);
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static Dictionary<(string From, string To), List<string>> PartEdges(ResourceGraph graph)
    {
        var parts = graph.Resources.ToDictionary(node => node.Name, node => node.Part);
        return graph
            .References.Select(reference =>
                (From: parts[reference.From], To: parts[reference.To], What: $"{reference.From} → {reference.To}")
            )
            .Where(edge =>
                edge.From != edge.To
                && edge.From.Length > 0
                && edge.To.Length > 0
                && !Ubiquitous.Contains(edge.To)
                && !Ubiquitous.Contains(edge.From)
            )
            .GroupBy(edge => (edge.From, edge.To))
            .ToDictionary(edge => edge.Key, edge => edge.Select(one => one.What).Order(StringComparer.Ordinal).ToList());
    }

    // What is referred to lies below what refers to it: a part's layer is the longest way down from the top.
    private static Dictionary<string, Box> Place(ResourceGraph graph, Dictionary<(string From, string To), List<string>> edges)
    {
        Dictionary<string, int> depth = [];
        int Depth(string part) =>
            depth.TryGetValue(part, out var known)
                ? known
                : depth[part] = edges.Keys.Where(edge => edge.To == part).Select(edge => Depth(edge.From) + 1).DefaultIfEmpty(0).Max();
        var layers = graph
            .Parts.Select(part => part.Name)
            .GroupBy(part => Ubiquitous.Contains(part) ? int.MaxValue : Depth(part))
            .OrderBy(layer => layer.Key)
            .SelectMany(layer => layer.Order(StringComparer.Ordinal).Chunk(MostAcross))
            .ToList();
        var across = layers.Max(layer => layer.Length);
        Dictionary<string, Box> boxes = [];
        var y = Head + Margin / 2;
        foreach (var layer in layers)
        {
            // Under the middle of those that refer to them, so that arrows are short.
            var ordered = layer
                .OrderBy(part =>
                    edges
                        .Keys.Where(edge => edge.To == part && boxes.ContainsKey(edge.From))
                        .Select(edge => (double)boxes[edge.From].X)
                        .DefaultIfEmpty(0)
                        .Average()
                )
                .ThenBy(part => part, StringComparer.Ordinal)
                .ToList();
            var x = Margin + (across - layer.Length) * (BoxWidth + GapX) / 2;
            foreach (var part in ordered)
            {
                boxes[part] = new(x, y, HeadHeight + Lines(graph, part).Count * LineHeight + 10);
                x += BoxWidth + GapX;
            }

            y += ordered.Max(part => boxes[part].Height) + GapY;
        }

        return boxes;
    }

    // Many of a kind are one line.
    private static List<string> Lines(ResourceGraph graph, string part) =>
        [
            .. graph
                .Resources.Where(node => node.Part == part)
                .GroupBy(node => node.Kind)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(kind => kind.Count() == 1 ? $"{kind.Key}: {kind.First().Name}" : $"{kind.Count()} × {kind.Key}"),
        ];

    private static void Draw(StringBuilder svg, ResourceNode part, ResourceGraph graph, Box box)
    {
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<rect x="{box.X}" y="{box.Y}" width="{BoxWidth}" height="{box.Height}" rx="6" fill="#ffffff" stroke="#b9c6d8"/>"""
        );
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<path d="M{box.X} {box.Y + 24}v-18a6 6 0 0 1 6-6h{BoxWidth - 12}a6 6 0 0 1 6 6v18z" fill="#1f4e8c"/>"""
        );
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<text x="{box.X + 10}" y="{box.Y + 17}" font-size="13" font-weight="600" fill="#ffffff">{Escape(part.Name)}</text>"""
        );
        var y = box.Y + HeadHeight + 12;
        foreach (var line in Lines(graph, part.Name))
        {
            var shown = line.Length <= 33 ? line : $"{line[..32]}…";
            svg.AppendLine(
                CultureInfo.InvariantCulture,
                $"""<text x="{box.X + 10}" y="{y}" font-size="11.5" fill="#24344d">{Escape(shown)}<title>{Escape(line)}</title></text>"""
            );
            y += LineHeight;
        }
    }

    private static string Arrow(Dictionary<string, Box> boxes, string from, string to, List<string> why)
    {
        var (start, end) = (boxes[from], boxes[to]);
        // Where arrows leave and come in is spread over the edge, by the other end's place.
        var x1 = start.X + Spread(end.X - start.X);
        var x2 = end.X + Spread(start.X - end.X);
        var (y1, y2) = (start.Y + start.Height, end.Y - 2);
        var bend = Math.Max(28, (y2 - y1) / 2);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<path d="M{x1} {y1}C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}" fill="none" stroke="#7a8ba3" stroke-width="1.4" stroke-opacity=".75" marker-end="url(#tip)"><title>{Escape($"{from} → {to}\n{string.Join('\n', why)}")}</title></path>"""
        );
    }

    private static int Spread(int towards) => BoxWidth / 2 + Math.Clamp(towards / 6, -BoxWidth / 2 + 16, BoxWidth / 2 - 16);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private sealed record Box(int X, int Y, int Height);
}
