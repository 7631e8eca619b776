namespace Pulumi.AzureNative.App;

[EnumType]
public readonly record struct ActiveRevisionsMode
{
    private readonly string _value;

    private ActiveRevisionsMode(string value) => _value = value;

    public static ActiveRevisionsMode Multiple { get; } = new("Multiple");
    public static ActiveRevisionsMode Single { get; } = new("Single");

    public override string ToString() => _value;
}
