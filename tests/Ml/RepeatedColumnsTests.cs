using System.Globalization;
using System.Text;
using ServerlessML.Contracts.Evaluation;
using ServerlessML.Tests.Ml.Data;

namespace ServerlessML.Tests.Ml;

/// <summary>Whole tables as files: what is found is of the file, its split and its definition.</summary>
public sealed class RepeatedColumnsTests : IDisposable
{
    private const int Rows = 2400;

    private readonly LandedFiles _files = new();
    private readonly Random _random = new(14);

    private static readonly LabelDefinition Late = new() { Name = "label", Values = ["0", "1"] };

    [Theory]
    [InlineData("text", 8)]
    [InlineData("shuffled", 8)]
    // Cases first, controls after them.
    [InlineData("ordered", 8)]
    [InlineData("text", 2)]
    public void Of_ALabelThatBelongsToAPatient_NamesTheColumn(string kind, int visits)
    {
        var patients = Rows / visits;
        int[] numbers = [.. Enumerable.Range(0, patients).Select(patient => kind == "shuffled" ? patient * 7919 % 100_003 : patient)];
        int[] labels = [.. Enumerable.Range(0, patients).Select(patient => kind == "ordered" ? patient * 2 / patients : _random.Next(2))];
        double[] sizes = [.. Enumerable.Range(0, patients).Select(_ => 150 + (40 * _random.NextDouble()))];
        var found = Assert.Single(
            Found(
                Late,
                "who,visit,size,pulse,label",
                row =>
                    $"{(kind == "text" ? "P" : "")}{numbers[row % patients]},{row},{sizes[row % patients] + _random.NextDouble():0.00},"
                    + $"{_random.Next(60, 100)},{labels[row % patients]}",
                "size",
                "pulse"
            )
        );
        Assert.Equal(("who", patients, (long)Rows), (found.Column, found.Values, found.Rows));
        Assert.Equal(1, found.Agreement, 6);
        // With two visits the other one is in training four times of five.
        Assert.InRange(found.Seen, visits == 2 ? 0.7 : 0.99, visits == 2 ? 0.9 : 1);
        Assert.Contains(
            $"column 'who' is no input, but its {patients:N0} values repeat",
            RepeatedColumns.Said(found),
            StringComparison.Ordinal
        );
        Assert.EndsWith("'evaluation.split: { key: [who] }' holds whole ones out", RepeatedColumns.Said(found), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ALabelThatMostlyBelongsToOne_SaysHowMuch()
    {
        var found = Assert.Single(
            Found(
                Late,
                "who,size,label",
                row => $"m{row % 200},{row % 200},{(_random.Next(10) == 0 ? _random.Next(2) : row % 200 % 2)}",
                "size"
            )
        );
        // Nine of ten are the machine's, and half of the others: pairs agree 0.9 x 0.9 beyond chance.
        Assert.InRange(found.Agreement, 0.76, 0.86);
    }

    [Fact]
    public void Of_ANumberThatBelongsToOne_NamesTheColumn()
    {
        double[] yields = [.. Enumerable.Range(0, 240).Select(_ => 10 * _random.NextDouble())];
        var found = Assert.Single(
            Found(
                new()
                {
                    Name = "label",
                    Values = [],
                    Type = ColumnType.Number,
                },
                "field,soil,label",
                row => $"F-{row % 240},{(row % 240 * 31) % 97},{yields[row % 240] + (0.5 * _random.NextDouble()):0.000}",
                "soil"
            )
        );
        Assert.Equal("field", found.Column);
        Assert.InRange(found.Agreement, 0.95, 1);
    }

    [Fact]
    public void Of_ASplitByThatColumn_IsEmpty() =>
        Assert.Empty(
            Found(
                Late,
                "who,size,label",
                row => $"p{row % 300},{row % 300},{row % 300 % 2}",
                new SplitSettings { Kind = SplitKind.Key, Key = ["who"] },
                "size"
            )
        );

    /// <summary>Left-out columns as innocent tables have them.</summary>
    [Theory]
    // An id, a column of few values, one that nothing tells of the label.
    [InlineData("number", "P{0}")]
    [InlineData("few", "w{1}")]
    [InlineData("unrelated", "k{2}")]
    // A tail number whose aircraft is somewhat late more often.
    [InlineData("weak", "N{3}")]
    // The label in other words, and finer: a code of which the label says whether it is grave.
    [InlineData("words", "{4}")]
    [InlineData("code", "C{5}")]
    // The outcome that the label is cut from, and the price that the inputs tell.
    [InlineData("minutes", "{6}")]
    [InlineData("price", "{7}")]
    public void Of_AnInnocentColumn_IsEmpty(string column, string form)
    {
        Assert.Empty(
            Found(
                Late,
                $"{column},distance,rooms,label",
                row =>
                {
                    var minutes = _random.Next(0, 100);
                    var tail = _random.Next(200);
                    var label =
                        column == "weak" ? (_random.NextDouble() < 0.4 + (tail % 2 * 0.25) ? 1 : 0)
                        : minutes >= 50 ? 1
                        : 0;
                    var rooms = (minutes / 10.0) + _random.NextDouble();
                    var cell = string.Format(
                        CultureInfo.InvariantCulture,
                        form,
                        row,
                        row % 7,
                        _random.Next(100),
                        tail,
                        label == 1 ? "late" : "in time",
                        (minutes / 2) + (50 * label),
                        minutes,
                        minutes
                    );
                    return $"{cell},{(column == "price" ? _random.Next(20, 40) : (tail % 2 * 100) + _random.Next(300)):0.##},"
                        + $"{(column == "price" ? rooms : _random.NextDouble() * 5):0.00},{label}";
                },
                "distance",
                "rooms"
            )
        );
    }

    public void Dispose() => _files.Dispose();

    private IReadOnlyList<RepeatedColumn> Found(LabelDefinition label, string header, Func<int, string> row, params string[] inputs) =>
        Found(label, header, row, new SplitSettings(), inputs);

    private IReadOnlyList<RepeatedColumn> Found(
        LabelDefinition label,
        string header,
        Func<int, string> row,
        SplitSettings settings,
        params string[] inputs
    )
    {
        var text = new StringBuilder(header).Append('\n');
        foreach (var number in Enumerable.Range(0, Rows))
        {
            text.Append(row(number)).Append('\n');
        }

        DataContract contract = new()
        {
            Columns = [.. inputs.Select(name => new ColumnDefinition { Name = name, Type = ColumnType.Number })],
            Label = label,
        };
        LocalDataFile[] files = [_files.Text("rows.csv", text.ToString())];
        var split = Split.Of(
            new()
            {
                Name = "p",
                Data = contract,
                Evaluation = new() { Split = settings },
            }
        );
        var dataset = TableReader.ReadSplit(files, contract, split);
        return RepeatedColumns.Of(
            LeftOutColumns.Read(files, contract, inputs.Append(label.Name), RepeatedColumns.FewestValues),
            new([.. inputs.Select(name => dataset.Rows[name])]),
            dataset.Rows.Numbers(label.Name).Values,
            dataset.Draws.Holdout(),
            label
        );
    }
}
