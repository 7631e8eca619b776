namespace Pulumi.AzureNative.App;

[EnumType]
public readonly record struct Type
{
    private readonly string _value;

    private Type(string value) => _value = value;

    public static Type Liveness { get; } = new("Liveness");
    public static Type Readiness { get; } = new("Readiness");
    public static Type Startup { get; } = new("Startup");

    public override string ToString() => _value;
}
