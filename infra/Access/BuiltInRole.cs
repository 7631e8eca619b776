namespace ServerlessML.Infra.Access;

/// <summary>A role that Azure brings along, by the id that it has in every subscription.</summary>
public sealed record BuiltInRole(string Name, string Id)
{
    /// <summary>
    /// The functions host needs it for its leases and its package, as its documentation says; it has no say over the account itself.
    /// </summary>
    public static BuiltInRole StorageBlobDataOwner { get; } = new("Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b");

    public static BuiltInRole StorageBlobDataContributor { get; } =
        new("Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe");
    public static BuiltInRole StorageBlobDataReader { get; } = new("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1");
    public static BuiltInRole StorageQueueDataContributor { get; } =
        new("Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88");
    public static BuiltInRole StorageQueueDataMessageSender { get; } =
        new("Storage Queue Data Message Sender", "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a");
    public static BuiltInRole StorageTableDataContributor { get; } =
        new("Storage Table Data Contributor", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3");
    public static BuiltInRole DurableTaskDataContributor { get; } =
        new("Durable Task Data Contributor", "0ad04412-c4d5-4796-b79c-f76d14c8d402");
    public static BuiltInRole MonitoringMetricsPublisher { get; } =
        new("Monitoring Metrics Publisher", "3913510d-42f4-4e42-8a64-420c390055eb");
    public static BuiltInRole KeyVaultSecretsUser { get; } = new("Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6");
    public static BuiltInRole AcrPull { get; } = new("AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d");
    public static BuiltInRole AzureMlDataScientist { get; } = new("AzureML Data Scientist", "f6c7c914-8db3-469d-8ca1-694a8f32e121");
    public static BuiltInRole ContainerAppsJobsOperator { get; } =
        new("Container Apps Jobs Operator", "b9a307c4-5aa3-4b52-ba60-2b17c136cd7b");

    public static IReadOnlyList<BuiltInRole> All { get; } =
    [
        StorageBlobDataOwner,
        StorageBlobDataContributor,
        StorageBlobDataReader,
        StorageQueueDataContributor,
        StorageQueueDataMessageSender,
        StorageTableDataContributor,
        DurableTaskDataContributor,
        MonitoringMetricsPublisher,
        KeyVaultSecretsUser,
        AcrPull,
        AzureMlDataScientist,
        ContainerAppsJobsOperator,
    ];
}
