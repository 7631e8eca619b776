namespace Pulumi;

public sealed class ComponentResourceOptions : ResourceOptions { }
