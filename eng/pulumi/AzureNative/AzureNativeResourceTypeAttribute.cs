namespace Pulumi.AzureNative;

/// <summary>The version is that of the listing that the types are held to.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AzureNativeResourceTypeAttribute(string type) : ResourceTypeAttribute(type, "3.28.0") { }
