using System.Net;
using System.Text;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>A card as one HTML document: no script, nothing from elsewhere, readable on a phone and when printed.</summary>
public static class HtmlCard
{
    private const string Style = """
        :root { color-scheme: light dark; } body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
        h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 1.8rem; } .scroll { overflow-x: auto; }
        table { border-collapse: collapse; } th, td { text-align: left; padding: .3rem .7rem; border-bottom: 1px solid #8884; vertical-align: top; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
        .figures { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; flex: 1 1 18rem; max-width: 26rem; } figcaption { font-size: .9rem; }
        svg { width: 100%; height: auto; } .broken { color: #cf222e; font-weight: 600; }
        """;

    public static string Write(ICard card)
    {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Append($"<title>{Escaped(card.Title)}</title><style>{Style}</style></head>\n<body><h1>{Escaped(card.Title)}</h1>\n");
        var isRow = false;
        foreach (var block in card.Blocks())
        {
            // Neighbouring pictures stand side by side where there is room.
            if (isRow != block is CardBlock.Figure)
            {
                isRow = !isRow;
                html.Append(isRow ? "<div class=\"figures\">" : "</div>\n");
            }

            Write(html, block);
        }

        return html.Append(isRow ? "</div>" : "").Append("</body></html>\n").ToString();
    }

    private static void Write(StringBuilder html, CardBlock block)
    {
        switch (block)
        {
            case CardBlock.Heading heading:
                html.Append($"<h2>{Escaped(heading.Text)}</h2>\n");
                break;
            case CardBlock.Paragraph paragraph:
                html.Append($"<p>{Escaped(paragraph.Text)}</p>\n");
                break;
            case CardBlock.Facts facts:
                html.Append("<dl>")
                    .AppendJoin("", facts.Items.Select(item => $"<dt>{Escaped(item.Name)}</dt><dd>{Escaped(item.Value)}</dd>"))
                    .Append("</dl>\n");
                break;
            case CardBlock.Grid grid:
                html.Append("<div class=\"scroll\"><table><thead><tr>")
                    .AppendJoin("", grid.Headers.Select(header => $"<th scope=\"col\">{Escaped(header)}</th>"))
                    .Append("</tr></thead><tbody>");
                foreach (var row in grid.Rows)
                {
                    html.Append("<tr>")
                        .AppendJoin("", row.Select(cell => $"<td{(cell == "BROKEN" ? " class=\"broken\"" : "")}>{Escaped(cell)}</td>"))
                        .Append("</tr>");
                }

                html.Append("</tbody></table></div>\n");
                break;
            case CardBlock.Figure figure:
                html.Append(
                    $"<figure>{figure.Plot.ToSvg($"{figure.Title}: {figure.Says}")}<figcaption><b>{Escaped(figure.Title)}</b>: "
                        + $"{Escaped(figure.Says)}</figcaption></figure>\n"
                );
                break;
        }
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
