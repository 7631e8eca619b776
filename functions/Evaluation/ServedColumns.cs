using ServerlessML.Contracts.Serving;

namespace ServerlessML.Functions.Evaluation;

/// <summary>What a model takes from requests: the inputs of its graph, and what its definition says of them.</summary>
internal static class ServedColumns
{
    /// <param name="inputs">The graph's.</param>
    /// <param name="data">Null where it is not known: nothing is required then.</param>
    public static IReadOnlyList<ServedColumn> Of(IReadOnlyList<ColumnDefinition> inputs, DataContract? data) =>
        [
            .. inputs.Select(input =>
            {
                var definition = Of(input, data);
                return new ServedColumn
                {
                    Name = input.Name,
                    Type = definition?.Type.IsTakenApart == true ? definition.Type : input.Type,
                    Canonical = definition is { Type: ColumnType.Category or ColumnType.Boolean } ? true : null,
                    Required = definition is { MaxMissing: 0, Date: not { OrNow: true } },
                    Date = definition is { IsDate: true } date
                        ? new()
                        {
                            Format = date.Date?.Format,
                            IsDay = date.IsDay,
                            OrNow = date.Date?.OrNow,
                        }
                        : null,
                };
            }),
        ];

    private static ColumnDefinition? Of(ColumnDefinition input, DataContract? data) =>
        data?.Columns.FirstOrDefault(column => column.Name == input.Name);
}
