using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Scoring;

/// <summary>
/// What a request must look like for one model, compiled once from the graph's own input metadata: which columns there are, of which
/// kind, and where their values go. Holds no session; a <see cref="RowBatch"/> made for it can be reused for any request to the model.
/// </summary>
public sealed class ScoringPlan
{
    private const int LongestNameOnStack = 128;

    private readonly FeatureColumn[] _texts;
    private readonly FeatureColumn[] _columns;
    private readonly FrozenDictionary<string, int> _indexByName;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indexBySpan;

    private ScoringPlan(FeatureColumn[] columns, TaskKind task, int outputRank, int width, IReadOnlyList<string>? classes)
    {
        _columns = columns;
        (Task, OutputName, Width, Classes) = (task, NameOf(task), width, classes);
        Names = [.. columns.Select(column => column.Name)];
        OutputRank = outputRank;
        NumberCount = columns.Count(column => !column.IsText);
        _texts = [.. columns.Where(column => column.IsText).OrderBy(column => column.Slot)];
        TextCount = _texts.Length;
        _indexByName = columns.Index().ToFrozenDictionary(pair => pair.Item.Name, pair => pair.Index, StringComparer.Ordinal);
        _indexBySpan = _indexByName.GetAlternateLookup<ReadOnlySpan<char>>();
        Alone = RequestColumns.Of(this);
    }

    /// <summary>The columns in the graph's order, which is also that of rows given as arrays.</summary>
    public IReadOnlyList<FeatureColumn> Columns => _columns;

    public IReadOnlyList<string> InputNames => Names;

    public TaskKind Task { get; }

    public string OutputName { get; }

    /// <summary>Numbers that the model gives a row: one a class, otherwise one.</summary>
    public int Width { get; }

    /// <summary>The classes as the model's metadata names them; null where it does not.</summary>
    public IReadOnlyList<string>? Classes { get; }

    /// <summary>The model's columns where no other version is served beside it, and nothing is required.</summary>
    public RequestColumns Alone { get; }

    /// <summary>1 or 2, as the graph declares its output.</summary>
    public int OutputRank { get; }

    internal ReadOnlySpan<FeatureColumn> ColumnSpan => _columns;

    internal string[] Names { get; }

    public int NumberCount { get; }

    public int TextCount { get; }

    public FeatureColumn TextColumn(int slot) => _texts[slot];

    /// <exception cref="ModelRejectedException">An input is neither a float32 nor a string column, or there is no float32 output of one of
    /// the names that models have.</exception>
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
                throw new ModelRejectedException($"The graph's input '{name}' is {input.ElementDataType}; it must be Float or String.");
            }

            var dimensions = input.Dimensions;
            if (dimensions.Length is not (1 or 2) || (dimensions.Length == 2 && dimensions[1] is not (1 or -1)))
            {
                throw new ModelRejectedException(
                    $"The graph's input '{name}' has the shape [{string.Join(',', dimensions)}]; it must be [N,1]."
                );
            }

            columns.Add(new FeatureColumn(columns.Count, name, isText, isText ? slots.Texts++ : slots.Numbers++, dimensions.Length));
        }

        if (columns.Count == 0)
        {
            throw new ModelRejectedException("The graph has no inputs; it must have one for each column.");
        }

        foreach (var task in Enum.GetValues<TaskKind>())
        {
            if (
                session.OutputMetadata.TryGetValue(NameOf(task), out var output)
                && output.IsTensor
                && output.ElementDataType == TensorElementType.Float
            )
            {
                return task != TaskKind.MultiClass
                        ? new ScoringPlan([.. columns], task, output.Dimensions.Length == 2 ? 2 : 1, width: 1, classes: null)
                    : output.Dimensions is [_, > 1 and var width]
                        ? new ScoringPlan([.. columns], task, outputRank: 2, width, ClassesOf(session))
                    : throw new ModelRejectedException(
                        $"The graph's output '{NameOf(task)}' has the shape [{string.Join(',', output.Dimensions)}]; it must be "
                            + $"[N, classes]."
                    );
            }
        }

        throw new ModelRejectedException(
            $"The graph has no Float output '{string.Join("', '", Enum.GetValues<TaskKind>().Select(NameOf))}'; it has "
                + $"{string.Join(", ", session.OutputNames)}."
        );
    }

    // As the runner's graphs name them: the gateway sees none of its rooms.
    private static string NameOf(TaskKind task) =>
        task switch
        {
            TaskKind.Binary => "probability",
            TaskKind.MultiClass => "probabilities",
            _ => "prediction",
        };

    private static string[]? ClassesOf(InferenceSession session)
    {
        try
        {
            return session.ModelMetadata.CustomMetadataMap.TryGetValue("classes", out var json)
                ? JsonSerializer.Deserialize<string[]>(json)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
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
