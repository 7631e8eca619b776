namespace ServerlessML.Tests.Lifecycle;

[CollectionDefinition(Worlds.Releases)]
public sealed class ReleasesWorld : ICollectionFixture<World>;
