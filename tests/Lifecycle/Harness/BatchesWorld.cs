namespace ServerlessML.Tests.Lifecycle.Harness;

[CollectionDefinition(Worlds.Batches)]
public sealed class BatchesWorld : ICollectionFixture<World>;
