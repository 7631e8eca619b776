namespace Pulumi.AzureNative.Consumption;

[EnumType]
public readonly record struct CategoryType
{
    private readonly string _value;

    private CategoryType(string value) => _value = value;

    public static CategoryType Cost { get; } = new("Cost");

    public override string ToString() => _value;
}
