namespace Pulumi.AzureNative.EventGrid;

[EnumType]
public readonly record struct EventSubscriptionIdentityType
{
    private readonly string _value;

    private EventSubscriptionIdentityType(string value) => _value = value;

    public static EventSubscriptionIdentityType UserAssigned { get; } = new("UserAssigned");

    public override string ToString() => _value;
}
