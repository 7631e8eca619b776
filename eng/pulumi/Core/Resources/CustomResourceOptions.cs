namespace Pulumi;

public sealed class CustomResourceOptions : ResourceOptions { }
