namespace ServerlessML.Tests.Lifecycle.Harness;

[CollectionDefinition(Worlds.Outages)]
public sealed class OutagesWorld : ICollectionFixture<World>;
