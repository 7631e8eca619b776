namespace Pulumi.AzureNative.ApplicationInsights;

[EnumType]
public readonly record struct WorkbookSharedTypeKind
{
    private readonly string _value;

    private WorkbookSharedTypeKind(string value) => _value = value;

    public static WorkbookSharedTypeKind Shared { get; } = new("shared");

    public override string ToString() => _value;
}
