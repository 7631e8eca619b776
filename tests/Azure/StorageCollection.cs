namespace ServerlessML.Tests.Azure;

/// <summary>The tests that need storage share one Azurite.</summary>
[CollectionDefinition(Name)]
public sealed class StorageCollection : ICollectionFixture<StorageRoom>
{
    public const string Name = "storage";
}
