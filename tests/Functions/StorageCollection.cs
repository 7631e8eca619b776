namespace ServerlessML.Tests.Functions;

/// <summary>The tests that need storage share one Azurite.</summary>
[CollectionDefinition(Name)]
public sealed class StorageCollection : ICollectionFixture<Workbench>
{
    public const string Name = "storage";
}
