namespace Pulumi.AzureNative.Monitor;

[EnumType]
public readonly record struct TimeAggregation
{
    private readonly string _value;

    private TimeAggregation(string value) => _value = value;

    public static TimeAggregation Count { get; } = new("Count");

    public override string ToString() => _value;
}
