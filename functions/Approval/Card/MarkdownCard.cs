using System.Text;

namespace ServerlessML.Functions.Approval.Card;

/// <summary>A card as Markdown, with tables; pictures are told in words.</summary>
public static class MarkdownCard
{
    public static string Write(ICard card)
    {
        var text = new StringBuilder($"# {Escaped(card.Title)}\n");
        foreach (var block in card.Blocks())
        {
            text.Append('\n');
            switch (block)
            {
                case CardBlock.Heading heading:
                    text.Append($"## {Escaped(heading.Text)}\n");
                    break;
                case CardBlock.Paragraph paragraph:
                    text.Append($"{Escaped(paragraph.Text)}\n");
                    break;
                case CardBlock.Facts facts:
                    facts.Items.ToList().ForEach(item => text.Append($"- {Escaped(item.Name)}: {Escaped(item.Value)}\n"));
                    break;
                case CardBlock.Grid grid:
                    Row(text, grid.Headers);
                    Row(text, [.. grid.Headers.Select(_ => "---")]);
                    grid.Rows.ToList().ForEach(row => Row(text, row));
                    break;
                case CardBlock.Figure figure:
                    text.Append($"**{Escaped(figure.Title)}**: {Escaped(figure.Says)}\n");
                    break;
            }
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(Escaped)).Append(" |\n");

    // Values come from data: they must not become structure, links or markup.
    private static string Escaped(string text)
    {
        if (text == "---")
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            if (sign is '\r' or '\n')
            {
                escaped.Append(' ');
                continue;
            }

            if (sign is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#')
            {
                escaped.Append('\\');
            }

            escaped.Append(sign);
        }

        return escaped.ToString();
    }
}
