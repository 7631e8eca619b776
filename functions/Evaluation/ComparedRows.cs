using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Evaluation;
using ServerlessML.Ml.Tabular;
using ServerlessML.Storage;

namespace ServerlessML.Functions.Evaluation;

/// <summary>
/// The held-out rows that candidate and champion are compared by: none that either was trained on, or it is said why that cannot be had.
/// </summary>
/// <param name="Rows">Of the dataset, in its order.</param>
/// <param name="Split">How the dataset was divided; null in evaluations that were recorded before splits were documents.</param>
/// <param name="Incomparable">Why rows that the champion was trained on may be among them; null where none are.</param>
internal sealed record ComparedRows(SplitTable Rows, SplitUse? Split, string? Incomparable)
{
    /// <param name="dataset">All rows.</param>
    /// <param name="sides">The side of each.</param>
    /// <param name="split">By which.</param>
    /// <param name="digest">The split's document; null for a division from before there were any.</param>
    /// <param name="label">What candidate and champion are judged by.</param>
    /// <param name="champion">What the champion was trained under; null without one that is compared.</param>
    /// <param name="from">The first batch whose rows are judged; those before it are trained on alone.</param>
    public static ComparedRows Choose(
        SplitTable dataset,
        RowSide[] sides,
        Split split,
        Digest? digest,
        LabelDefinition label,
        ChampionSplit? champion,
        int from
    )
    {
        var batches = dataset.Draws.Batches;
        var rows = dataset.Take([.. Enumerable.Range(0, sides.Length).Where(row => sides[row] == RowSide.Held && batches[row] >= from)]);
        if (digest is not { } document)
        {
            return new(rows, null, null);
        }

        var use = new SplitUse
        {
            Split = document,
            Revision = split.Revision,
            Trained = sides.Count(side => side == RowSide.Train),
            Held = sides.Count(side => side == RowSide.Held),
            Left = sides.Count(side => side == RowSide.Neither),
            TrainedUntil = SplitRows.Newest(dataset.Draws.Times, sides, RowSide.Train),
        };
        if (champion is null)
        {
            return new(rows, use, null);
        }

        if (champion.Split is not { } other || !other.KeepsOut(split))
        {
            return new(
                rows,
                use,
                $"version {champion.Version} was trained under "
                    + $"{(champion.Split is { } known ? $"another split ({Words(known)})" : "a split that is not known")}, not under "
                    + $"this one ({Words(split)}): rows that it was trained on may be among those that it is compared by"
            );
        }

        if (rows.Draws.Times is not { } times || champion.TrainedUntil is not { } until)
        {
            return new(rows, use, null);
        }

        var newer = rows.Take([.. Enumerable.Range(0, times.Length).Where(row => times[row] > until)]);
        return new LabelledAnswers(label.Task, label.Values, newer.Rows.Numbers(label.Name).Values, []).Varies
            ? new(newer, use, null)
            : new(
                rows,
                use,
                $"of the {times.Length} held-out rows {newer.Draws.Count} are newer in '{split.Time!.Column}' than all that "
                    + $"version {champion.Version} was trained on, too few to compare by: it is compared by all of them, and may have "
                    + $"been trained on some"
            );
    }

    private static string Words(Split split)
    {
        var by = split.Kind switch
        {
            SplitKind.Row => "by row",
            SplitKind.Inputs => "by the inputs",
            SplitKind.Key => $"by {string.Join(" and ", split.Columns.Select(column => column.Name))}",
            SplitKind.Time => $"the newest by {split.Time!.Column}",
            _ => "by content, equal rows together",
        };
        var revision = split.Revision > 0 ? $", revision {split.Revision}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{by}, {split.Share:0.####} held out, salt '{split.Salt}'{revision}");
    }
}

/// <summary>What a champion was trained under.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Split">Null where its evidence does not tell.</param>
/// <param name="TrainedUntil">The newest time that it was trained on, where time divides.</param>
internal sealed record ChampionSplit(int Version, Split? Split, double? TrainedUntil)
{
    public static async Task<ChampionSplit> OfAsync(ContentStore content, Champion champion, CancellationToken cancellation) =>
        new(
            champion.Version.Version,
            champion.Split is { } use ? await content.GetJsonAsync<Split>(use.Split, cancellation) : null,
            champion.Split?.TrainedUntil
        );
}
