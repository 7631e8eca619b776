using System.Globalization;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Intake;
using ServerlessML.Functions.Intake;
using ServerlessML.Ml.Data;
using ServerlessML.Ml.Tabular;

namespace ServerlessML.Functions.Evaluation;

/// <summary>Lists on which side of a split each row of a batch falls, as CSV: <c>file,row,side</c> and, where asked, <c>fold</c>.</summary>
public static class SplitListing
{
    /// <param name="paths">All files of one batch.</param>
    /// <param name="contract">Their columns.</param>
    /// <param name="split">The rule.</param>
    /// <param name="folds">How many folds to cut the training rows into; null for none.</param>
    /// <param name="output">Gets the lines.</param>
    /// <exception cref="PermanentFailureException">A file is not there, or is not what the contract or the split needs.</exception>
    public static void Write(IReadOnlyList<string> paths, DataContract contract, Split split, int? folds, TextWriter output)
    {
        // As a run takes them: by name.
        List<LocalDataFile> files = [.. paths.Select(FileOf).OrderBy(file => file.Name, StringComparer.Ordinal)];
        try
        {
            Write(TableReader.ReadSplit(files, contract, split), files, folds, output);
        }
        catch (Exception unfit) when (unfit is UnreadableFileException or ColumnException or ArgumentException)
        {
            throw new PermanentFailureException(unfit.Message, unfit);
        }
    }

    private static LocalDataFile FileOf(string path) =>
        !File.Exists(path) ? throw new PermanentFailureException($"There is no file '{path}'.")
        : DataFormats.Of(path) is { } format ? new(path, FilesAtHand.NameOf(path), format)
        : throw new PermanentFailureException($"'{path}' is none of {DataFormats.Known}; only these can be read.");

    private static void Write(SplitTable dataset, IReadOnlyList<LocalDataFile> files, int? folds, TextWriter output)
    {
        var sides = dataset.Draws.Holdout();
        var kept = folds is { } parts ? FoldOf(dataset, sides, parts) : null;
        output.WriteLine(folds is null ? "file,row,side" : "file,row,side,fold");
        for (int row = 0, inFile = 0; row < sides.Length; row++)
        {
            var file = dataset.Files[row];
            inFile = row > 0 && dataset.Files[row - 1] == file ? inFile + 1 : 1;
            var side = sides[row] switch
            {
                RowSide.Held => "holdout",
                RowSide.Train => "train",
                _ => "neither",
            };
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Quoted(files[file].Name)},{inFile},{side}{(kept is null ? "" : $",{kept[row]}")}"
                )
            );
        }
    }

    // The fold that keeps a training row back; none of the oldest rows, where time divides.
    private static int?[] FoldOf(SplitTable dataset, RowSide[] sides, int folds)
    {
        var folded = new int?[sides.Length];
        int[] training = [.. Enumerable.Range(0, sides.Length).Where(row => sides[row] == RowSide.Train)];
        var draws = dataset.Draws.Take(training);
        for (var fold = 0; fold < folds; fold++)
        {
            foreach (var (side, row) in draws.Fold(new(fold, folds)).Zip(training))
            {
                folded[row] = side == RowSide.Held ? fold : folded[row];
            }
        }

        return folded;
    }

    private static string Quoted(string name) =>
        name.AsSpan().IndexOfAny("\",\r\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
