namespace ServerlessML.Tests.Lifecycle;

[CollectionDefinition(Worlds.Outages)]
public sealed class OutagesWorld : ICollectionFixture<World>;
