using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Models;

namespace ServerlessML.Ml.Training.Features;

/// <summary>
/// The columns that a recipe learns from, made of those that a model takes by nodes of a graph: of the served model its first ones, in
/// training a graph of their own, so that the two cannot disagree. Columns of numbers and of categories are as they are; those of dates
/// and of texts are taken apart.
/// </summary>
internal sealed class FeatureGraph
{
    private const int RowsAtOnce = 8192;
    private const int TextsAtOnce = 512;
    private const string Made = "made";

    private readonly Table _table;
    private readonly IReadOnlyList<string> _inputs;
    private readonly Dictionary<string, TextVocabulary> _vocabularies;

    /// <param name="table">All rows.</param>
    /// <param name="inputs">The model's inputs, in their order.</param>
    /// <exception cref="ColumnException">There is no such column.</exception>
    /// <exception cref="TrainingException">Nothing is left to learn from.</exception>
    public FeatureGraph(Table table, IReadOnlyList<string> inputs)
    {
        (_table, _inputs) = (table, inputs);
        _vocabularies = inputs
            .Select(input => table[input])
            .OfType<TextColumn>()
            .ToDictionary(column => column.Name, TextVocabulary.Of, StringComparer.Ordinal);
        var made = inputs.Where(input => IsMade(table[input])).ToList();
        (Rows, Names) = made.Count == 0 ? (table, inputs) : Derived(made);
        if (Names.Count == 0)
        {
            throw new TrainingException($"Nothing is learnt from {string.Join(", ", inputs)}: give one of them 'parts'.");
        }
    }

    /// <summary>The rows with what a recipe learns from.</summary>
    public Table Rows { get; }

    /// <summary>The columns that a recipe learns from, those of an input side by side.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Adds the model's inputs to a graph, and the nodes that make of them what a recipe has learnt from.</summary>
    public IReadOnlyList<FeatureBlock> In(GraphBuilder graph)
    {
        var values = _inputs.ToDictionary(name => name, name => Input(graph, name), StringComparer.Ordinal);
        var dates = DatesOf(graph, values);
        return [.. _inputs.Select(name => Block(graph, name, values[name], dates)).OfType<FeatureBlock>()];
    }

    private static bool IsMade(Column column) => column is DateColumn or TextColumn;

    private Value Input(GraphBuilder graph, string name) =>
        graph.Input(name, _table[name] is CategoryColumn ? TensorElementType.String : TensorElementType.Float, "N", 1);

    private Dictionary<string, DateNodes> DatesOf(GraphBuilder graph, Dictionary<string, Value> values) =>
        _inputs
            .Where(name => _table[name] is DateColumn)
            .ToDictionary(name => name, name => new DateNodes(graph, values[name]), StringComparer.Ordinal);

    private FeatureBlock? Block(GraphBuilder graph, string name, Value value, Dictionary<string, DateNodes> dates) =>
        _table[name] is DateColumn date ? DateFeatures.Of(graph, date, dates)
        : _vocabularies.TryGetValue(name, out var vocabulary) ? TextFeatures.Of(graph, name, vocabulary, value)
        : new([name], value);

    private (Table, IReadOnlyList<string>) Derived(List<string> made)
    {
        var graph = new GraphBuilder("features");
        var values = made.ToDictionary(name => name, name => Input(graph, name), StringComparer.Ordinal);
        var dates = DatesOf(graph, values);
        var blocks = made.ToDictionary(name => name, name => Block(graph, name, values[name], dates), StringComparer.Ordinal);
        List<FeatureBlock> outputs = [.. blocks.Values.OfType<FeatureBlock>()];
        foreach (var (place, block) in outputs.Index())
        {
            graph.Output(block.Value, $"{Made}{place}", TensorElementType.Float, "N", block.Names.Count);
        }

        var columns = outputs.Count == 0 ? [] : Run(graph.Build(), made, outputs);
        List<Column> all = [];
        foreach (var name in _inputs)
        {
            all.AddRange(
                blocks.TryGetValue(name, out var block)
                    ? block is null
                        ? []
                        : columns[block]
                    : [_table[name]]
            );
        }

        return (new(all), [.. all.Select(column => column.Name)]);
    }

    private Dictionary<FeatureBlock, NumberColumn[]> Run(byte[] graph, List<string> made, List<FeatureBlock> outputs)
    {
        var columns = outputs.ToDictionary(
            block => block,
            block => (NumberColumn[])[.. block.Names.Select(name => new NumberColumn(name, new float[_table.RowCount]))]
        );
        using var session = ModelSession.Open(graph, threads: 1);
        using var options = new RunOptions();
        string[] names = [.. outputs.Select((_, place) => $"{Made}{place}")];
        // As many words as the longest text has are made of each.
        var most = _vocabularies.Count == 0 ? RowsAtOnce : TextsAtOnce;
        for (var from = 0; from < _table.RowCount; from += most)
        {
            var count = Math.Min(most, _table.RowCount - from);
            OrtValue[] inputs = [.. made.Select(name => Cells(_table[name], from, count))];
            try
            {
                using var results = session.Run(options, made, inputs, names);
                foreach (var (place, block) in outputs.Index())
                {
                    var values = results[place].GetTensorDataAsSpan<float>();
                    var mine = columns[block];
                    for (var i = 0; i < values.Length; i++)
                    {
                        mine[i % mine.Length].Values[from + (i / mine.Length)] = values[i];
                    }
                }
            }
            finally
            {
                Array.ForEach(inputs, input => input.Dispose());
            }
        }

        return columns;
    }

    private static OrtValue Cells(Column column, int from, int count)
    {
        if (column is NumberColumn numbers)
        {
            return OrtValue.CreateTensorValueFromMemory(numbers.Values.AsSpan(from, count).ToArray(), [count, 1]);
        }

        var texts = (CategoryColumn)column;
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [count, 1]);
        for (var row = 0; row < count; row++)
        {
            value.StringTensorSetElementAt(texts[from + row].AsSpan(), row);
        }

        return value;
    }
}
