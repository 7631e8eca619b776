namespace Pulumi.AzureNative.MachineLearningServices;

[EnumType]
public readonly record struct SystemDatastoresAuthMode
{
    private readonly string _value;

    private SystemDatastoresAuthMode(string value) => _value = value;

    public static SystemDatastoresAuthMode Identity { get; } = new("Identity");

    public override string ToString() => _value;
}
