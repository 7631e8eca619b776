namespace ServerlessML.Tests.Lifecycle;

[CollectionDefinition(Worlds.Batches)]
public sealed class BatchesWorld : ICollectionFixture<World>;
