namespace Pulumi.AzureNative.Storage;

[EnumType]
public readonly record struct Kind
{
    private readonly string _value;

    private Kind(string value) => _value = value;

    public static Kind StorageV2 { get; } = new("StorageV2");

    public override string ToString() => _value;
}
