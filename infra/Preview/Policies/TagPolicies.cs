namespace ServerlessML.Preview.Policies;

internal static class TagPolicies
{
    // Azure's own types without tags.
    private static readonly HashSet<string> Untagged =
    [
        "BlobServiceProperties",
        "BlobContainer",
        "Queue",
        "ManagementPolicy",
        "TaskHub",
        "RetentionPolicy",
        "WebAppAuthSettingsV2",
        "WebAppFtpAllowed",
        "WebAppScmAllowed",
        "RoleAssignment",
        "RoleDefinition",
        "DiagnosticSetting",
        "Subnet",
        "PrivateDnsZoneGroup",
        "Budget",
        "SystemTopicEventSubscription",
    ];

    public static IEnumerable<string> Find(ResourceGraph graph) =>
        graph
            .Resources.Where(resource =>
                !Untagged.Contains(resource.Kind) && (resource.Text("tags.project") is null || resource.Text("tags.stack") is null)
            )
            .Select(resource => $"{resource.Name}: tags");
}
