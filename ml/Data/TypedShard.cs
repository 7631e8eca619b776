using System.Numerics;
using DuckDB.NET.Data;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Contracts.Validation;

namespace ServerlessML.Ml.Data;

/// <summary>
/// Validates a file of numbers in one pass over it, which keeps no rows, where every cell is what the contract wants. Where one is not,
/// what is to be said of it takes the file's table (<see cref="ShardTable"/>).
/// </summary>
internal static class TypedShard
{
    private const ulong Mixed = 0x9E3779B97F4A7C15;

    /// <returns>The report; null where the table must be looked at.</returns>
    public static ShardReport? Report(DataSession session, FileSource source, DataContract contract, SplitSettings split)
    {
        if (
            source.Typed is not { } typed
            || split.Needed().Any()
            || contract.Columns.Any(column => column.Type is not (ColumnType.Number or ColumnType.Integer))
        )
        {
            return null;
        }

        var table = ShardTable.Of(session, source, contract, split);
        if (!table.HasLabel || table.Columns.Count < contract.Columns.Count || source.Find(contract.Label.Name) is not { } label)
        {
            return null;
        }

        var names = table.Columns.Select(column => column.Source.Expression).ToHashSet(StringComparer.Ordinal);
        if (names.Count < table.Columns.Count || names.Contains(label.Expression))
        {
            return null;
        }

        var isNumber = contract.Label.Task == TaskKind.Regression;
        var cells = table
            .Columns.Select(column => Number(column.Source))
            .Append(
                isNumber ? Number(label) : $"CAST({Code(ShardTable.LabelText(label, contract.Label), contract.Label.Values)} AS DOUBLE)"
            );
        if (isNumber)
        {
            names.Add(label.Expression);
        }

        var pass = new Pass(table, contract.Label);
        try
        {
            foreach (var row in session.Rows($"SELECT {string.Join(", ", cells)} FROM {typed(names)}"))
            {
                if (!pass.Take(row))
                {
                    return null;
                }
            }
        }
        catch (DuckDBException failure) when (session.IsAboutData(failure))
        {
            return null;
        }

        return pass.Report() is { } report
            ? report with
            {
                Violations = [.. SchemaRules.Check(table, contract, split, report.Rows)],
            }
            : null;
    }

    // What is missing is no number to a model either.
    private static string Number(FileColumn column) => $"coalesce(CAST({column.Expression} AS DOUBLE), CAST('nan' AS DOUBLE))";

    // The place of the label's value; half of one where there is none, and less than none where it is another.
    private static string Code(string text, IReadOnlyList<string> values) =>
        $"CASE {text} {string.Concat(values.Select((value, place) => $"WHEN {Sql.Literal(value)} THEN {place} "))}"
        + $"ELSE CASE WHEN {text} IS NULL THEN 0.5 ELSE -1 END END";

    private sealed class Pass(ShardTable table, LabelDefinition label)
    {
        private readonly NumberTally[] _tallies = [.. table.Columns.Select(column => new NumberTally(column))];
        private readonly (double Least, double Most, bool Whole)[] _rules =
        [
            .. table.Columns.Select(column =>
                (
                    Math.Max(column.Definition.Min ?? double.NegativeInfinity, -CellRules.BeyondSingle),
                    Math.Min(column.Definition.Max ?? double.PositiveInfinity, CellRules.BeyondSingle),
                    column.Definition.Type == ColumnType.Integer
                )
            ),
        ];
        private readonly long[] _labels = new long[label.Values.Count];
        private readonly RowSet _different = new();
        private long _rows;
        private long _unlabelled;

        public bool Take(DuckDBDataReader row)
        {
            var hash = 0UL;
            for (var i = 0; i < _tallies.Length; i++)
            {
                var value = row.GetDouble(i);
                if (double.IsNaN(value))
                {
                    hash = Add(hash, Mixed);
                    continue;
                }

                var (least, most, isWhole) = _rules[i];
                if (
                    !(value >= least && value <= most)
                    || Math.Abs(value) >= CellRules.BeyondSingle
                    || (isWhole && value != Math.Floor(value))
                )
                {
                    return false;
                }

                _tallies[i].Add(value);
                hash = Add(hash, BitConverter.DoubleToUInt64Bits(value + 0.0));
            }

            var answer = row.GetDouble(_tallies.Length);
            if (!Label(answer))
            {
                return false;
            }

            _different.Add(Add(hash, BitConverter.DoubleToUInt64Bits(answer + 0.0)));
            _rows++;
            return true;
        }

        public ShardReport? Report()
        {
            if (_rows == 0 || (label.DropMissing == true && _unlabelled > 0) || Array.Exists(_tallies, tally => tally.MayMerge))
            {
                return null;
            }

            SortedDictionary<string, long> missing = new(StringComparer.Ordinal) { [label.Name] = _unlabelled };
            foreach (var (tally, column) in _tallies.Zip(table.Columns))
            {
                missing[column.Definition.Name] = _rows - tally.Present;
            }

            SortedDictionary<string, long> labels = new(StringComparer.Ordinal);
            foreach (var (value, count) in label.Values.Zip(_labels).Where(pair => pair.Second > 0))
            {
                labels[value] = count;
            }

            return new()
            {
                File = table.Source.File.Name,
                Rows = _rows,
                Duplicates = _rows - _different.Count,
                Missing = missing,
                Profile = new()
                {
                    Rows = _rows,
                    Columns = [.. _tallies.Select(tally => tally.Profile(_rows))],
                    Labels = labels,
                },
            };
        }

        private bool Label(double answer)
        {
            if (label.Task == TaskKind.Regression)
            {
                _unlabelled += double.IsNaN(answer) ? 1 : 0;
                return double.IsNaN(answer) || Math.Abs(answer) < CellRules.BeyondSingle;
            }

            if (answer == 0.5)
            {
                _unlabelled++;
                return true;
            }

            if (answer < 0)
            {
                return false;
            }

            _labels[(int)answer]++;
            return true;
        }

        private static ulong Add(ulong hash, ulong bits)
        {
            hash = (BitOperations.RotateLeft(hash, 23) ^ bits) * Mixed;
            return hash ^ (hash >> 32);
        }
    }
}
