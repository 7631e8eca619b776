namespace Pulumi.AzureNative.OperationalInsights;

[EnumType]
public readonly record struct WorkspaceSkuNameEnum
{
    private readonly string _value;

    private WorkspaceSkuNameEnum(string value) => _value = value;

    public static WorkspaceSkuNameEnum PerGB2018 { get; } = new("PerGB2018");

    public override string ToString() => _value;
}
