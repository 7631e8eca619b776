namespace ServerlessML.Tests.Worker;

/// <summary>One published app, and one worker process, for all tests.</summary>
[CollectionDefinition(Name)]
public sealed class WorkerCollection : ICollectionFixture<FunctionsWorker>
{
    public const string Name = "worker";
}
