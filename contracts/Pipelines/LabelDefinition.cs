using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Pipelines;

/// <summary>The column to predict: one of some values, or a number.</summary>
public sealed record LabelDefinition
{
    public const int MostClasses = 100;

    public required string Name { get; init; }

    /// <summary>
    /// Two: the negative, then the positive one, whose probability the model gives. More: the classes. None for a number.
    /// </summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary><c>Number</c> for a number; null for one of the values.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>Rows without a label are left out; null where a batch with them is rejected.</summary>
    public bool? DropMissing { get; init; }

    [JsonIgnore]
    public TaskKind Task =>
        Type is not null ? TaskKind.Regression
        : Values.Count > 2 ? TaskKind.MultiClass
        : TaskKind.Binary;
}
