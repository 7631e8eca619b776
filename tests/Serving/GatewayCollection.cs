namespace ServerlessML.Tests.Serving;

/// <summary>Tests that share one emulator; each keeps to a deployment of its own.</summary>
[CollectionDefinition(Name)]
public sealed class GatewayCollection : ICollectionFixture<StorageFixture>
{
    public const string Name = "gateway";
}
