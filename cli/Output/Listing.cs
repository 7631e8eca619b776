using Spectre.Console;

namespace ServerlessML.Cli.Output;

/// <summary>Rows for people to look at.</summary>
/// <param name="Columns">Their heads; none for a list of facts.</param>
/// <param name="Rows">As many cells each.</param>
internal sealed record Listing(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Names of facts and their values; those without a value are left out.</summary>
    public static Listing Facts(params IEnumerable<(string Name, string? Value)> facts) =>
        new([], [.. facts.Where(fact => fact.Value is not null).Select(fact => (string[])[fact.Name, fact.Value!])]);

    public void Write(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.None);
        var heads = Columns.Count > 0 ? Columns : [.. (Rows.Count > 0 ? Rows[0] : []).Select(_ => "")];
        if (heads.Count == 0)
        {
            return;
        }

        for (var at = 0; at < heads.Count; at++)
        {
            var column = new TableColumn(new Text(PlainText.Line(heads[at]).ToUpperInvariant(), new Style(Color.Grey)));
            column.Padding = new Padding(0, 0, at == heads.Count - 1 ? 0 : 2, 0);
            // Ids and short words stay whole on a narrow terminal; texts are broken.
            column.NoWrap = at < heads.Count - 1;
            table.AddColumn(column);
        }

        table.ShowHeaders = Columns.Count > 0;
        foreach (var row in Rows)
        {
            // Text, not markup: brackets of a server's text are brackets.
            table.AddRow(row.Select(cell => new Text(PlainText.Line(cell), Colour(cell))));
        }

        console.Write(table);
    }

    private static Style? Colour(string cell) =>
        cell switch
        {
            "completed" or "approved" or "champion" => new(Color.Green),
            "failed" or "rejected" => new(Color.Red),
            "running" or "challenger" => new(Color.Yellow),
            "cancelled" => new(Color.Grey),
            _ => null,
        };
}
