namespace Pulumi.AzureNative.Storage;

[EnumType]
public readonly record struct PublicAccess
{
    private readonly string _value;

    private PublicAccess(string value) => _value = value;

    public static PublicAccess None { get; } = new("None");

    public override string ToString() => _value;
}
