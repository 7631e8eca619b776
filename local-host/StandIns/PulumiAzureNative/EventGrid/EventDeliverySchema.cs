namespace Pulumi.AzureNative.EventGrid;

[EnumType]
public readonly record struct EventDeliverySchema
{
    private readonly string _value;

    private EventDeliverySchema(string value) => _value = value;

    public static EventDeliverySchema CloudEventSchemaV1_0 { get; } = new("CloudEventSchemaV1_0");

    public override string ToString() => _value;
}
