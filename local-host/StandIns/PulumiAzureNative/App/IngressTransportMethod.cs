namespace Pulumi.AzureNative.App;

[EnumType]
public readonly record struct IngressTransportMethod
{
    private readonly string _value;

    private IngressTransportMethod(string value) => _value = value;

    public static IngressTransportMethod Auto { get; } = new("auto");

    public override string ToString() => _value;
}
