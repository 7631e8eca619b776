using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ServerlessML.Serving;

/// <summary>
/// What a request must look like for one model, compiled once from the graph's own input metadata: which columns there are, of which
/// kind, and where their values go. Holds no session; a <see cref="RowBatch"/> made for it can be reused for any request to the model.
/// </summary>
public sealed class ScoringPlan
{
    public const string Output = "probability";

    private const int LongestNameOnStack = 128;

    private readonly FeatureColumn[] _texts;
    private readonly FeatureColumn[] _columns;
    private readonly FrozenDictionary<string, int> _indexByName;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indexBySpan;

    private ScoringPlan(FeatureColumn[] columns, int outputRank)
    {
        _columns = columns;
        Names = [.. columns.Select(column => column.Name)];
        OutputRank = outputRank;
        NumberCount = columns.Count(column => !column.IsText);
        _texts = [.. columns.Where(column => column.IsText).OrderBy(column => column.Slot)];
        TextCount = _texts.Length;
        _indexByName = columns.Index().ToFrozenDictionary(pair => pair.Item.Name, pair => pair.Index, StringComparer.Ordinal);
        _indexBySpan = _indexByName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>In the graph's order, which is also that of rows given as arrays.</summary>
    public IReadOnlyList<FeatureColumn> Columns => _columns;

    public IReadOnlyList<string> InputNames => Names;

    /// <summary>1 or 2, as the graph declares its output.</summary>
    public int OutputRank { get; }

    internal ReadOnlySpan<FeatureColumn> ColumnSpan => _columns;

    internal string[] Names { get; }

    public int NumberCount { get; }

    public int TextCount { get; }

    public FeatureColumn TextColumn(int slot) => _texts[slot];

    /// <exception cref="ModelRejectedException">An input is neither a float32 nor a string column, or there is no float32 output 'probability'.</exception>
    public static ScoringPlan Compile(InferenceSession session)
    {
        var columns = new List<FeatureColumn>();
        var slots = (Numbers: 0, Texts: 0);
        foreach (var name in session.InputNames)
        {
            var input = session.InputMetadata[name];
            var isText = input.ElementDataType == TensorElementType.String;
            if (!input.IsTensor || (!isText && input.ElementDataType != TensorElementType.Float))
            {
                throw new ModelRejectedException($"The graph's input '{name}' is {input.ElementDataType}; a column is Float or String.");
            }

            var dimensions = input.Dimensions;
            if (dimensions.Length is not (1 or 2) || (dimensions.Length == 2 && dimensions[1] is not (1 or -1)))
            {
                throw new ModelRejectedException($"The graph's input '{name}' has shape [{string.Join(',', dimensions)}]; a column is [N,1].");
            }

            columns.Add(new FeatureColumn(columns.Count, name, isText, isText ? slots.Texts++ : slots.Numbers++, dimensions.Length));
        }

        if (columns.Count == 0)
        {
            throw new ModelRejectedException("The graph has no inputs.");
        }

        if (!session.OutputMetadata.TryGetValue(Output, out var output) || !output.IsTensor || output.ElementDataType != TensorElementType.Float)
        {
            throw new ModelRejectedException($"The graph has no Float output '{Output}'; it has {string.Join(", ", session.OutputNames)}.");
        }

        return new ScoringPlan([.. columns], output.Dimensions.Length == 2 ? 2 : 1);
    }

    /// <summary>The column named by the string or property that the reader stands on, or -1.</summary>
    public int IndexOf(ref Utf8JsonReader reader)
    {
        int index;
        if (reader.ValueSpan.Length > LongestNameOnStack)
        {
            return _indexByName.TryGetValue(reader.GetString()!, out index) ? index : -1;
        }

        Span<char> name = stackalloc char[LongestNameOnStack];
        var length = reader.CopyString(name);
        return _indexBySpan.TryGetValue(name[..length], out index) ? index : -1;
    }
}
