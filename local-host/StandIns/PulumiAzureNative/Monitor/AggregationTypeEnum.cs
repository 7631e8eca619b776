namespace Pulumi.AzureNative.Monitor;

[EnumType]
public readonly record struct AggregationTypeEnum
{
    private readonly string _value;

    private AggregationTypeEnum(string value) => _value = value;

    public static AggregationTypeEnum Average { get; } = new("Average");
    public static AggregationTypeEnum Maximum { get; } = new("Maximum");
    public static AggregationTypeEnum Total { get; } = new("Total");

    public override string ToString() => _value;
}
