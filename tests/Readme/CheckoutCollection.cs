namespace ServerlessML.Tests.Readme;

/// <summary>What builds in the checkout: one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class CheckoutCollection
{
    public const string Name = "checkout";
}
