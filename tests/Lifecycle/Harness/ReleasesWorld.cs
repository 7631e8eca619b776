namespace ServerlessML.Tests.Lifecycle.Harness;

[CollectionDefinition(Worlds.Releases)]
public sealed class ReleasesWorld : ICollectionFixture<World>;
