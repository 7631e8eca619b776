namespace Pulumi.AzureNative.Web;

[EnumType]
public readonly record struct FunctionsDeploymentStorageType
{
    private readonly string _value;

    private FunctionsDeploymentStorageType(string value) => _value = value;

    public static FunctionsDeploymentStorageType BlobContainer { get; } = new("blobContainer");

    public override string ToString() => _value;
}
