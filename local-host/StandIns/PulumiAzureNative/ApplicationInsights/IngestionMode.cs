namespace Pulumi.AzureNative.ApplicationInsights;

[EnumType]
public readonly record struct IngestionMode
{
    private readonly string _value;

    private IngestionMode(string value) => _value = value;

    public static IngestionMode LogAnalytics { get; } = new("LogAnalytics");

    public override string ToString() => _value;
}
