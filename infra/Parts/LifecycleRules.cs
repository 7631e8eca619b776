using Pulumi.AzureNative.Storage;
using Pulumi.AzureNative.Storage.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>
/// What becomes of blobs with age. The content store, its checkpoints apart, and the models are never deleted: runs are made again from
/// them. They only become cheaper, and stay readable at once (cool and cold, never the archive).
/// </summary>
internal static class LifecycleRules
{
    private const int VersionDays = 90;

    public static IEnumerable<ManagementPolicyRuleArgs> For(StackSettings settings) =>
        [
            Rule(
                "content-store",
                [StorageLayout.Cas],
                new ManagementPolicyBaseBlobArgs { TierToCool = After(30), TierToCold = After(180) }
            ),
            // The functions delete states that nobody needs; their earlier versions would cost ninety days' storage for nothing.
            Rule(
                "checkpoints",
                [$"{StorageLayout.Cas}/{StorageLayout.CheckpointPrefix.TrimEnd('/')}"],
                new ManagementPolicyBaseBlobArgs { Delete = After(30) },
                versionDays: 1
            ),
            Rule(
                "runs",
                [StorageLayout.Runs],
                new ManagementPolicyBaseBlobArgs { TierToCool = After(30), Delete = After(settings.RunRetentionDays) }
            ),
            Rule(
                "captures",
                [StorageLayout.Captures, StorageLayout.Feedback, StorageLayout.Counts],
                new ManagementPolicyBaseBlobArgs { Delete = After(settings.CaptureRetentionDays) }
            ),
            Rule("landing", [StorageLayout.Landing], new ManagementPolicyBaseBlobArgs { TierToCool = After(7), Delete = After(90) }),
            Rule("dead-letters", [DataStorage.DeadLetterContainer], new ManagementPolicyBaseBlobArgs { Delete = After(30) }),
            // Without container names: of all. Audit and plans keep their earlier versions as long as others do; the current one stays.
            new()
            {
                Name = "old-versions",
                Enabled = true,
                Type = RuleType.Lifecycle,
                Definition = new ManagementPolicyDefinitionArgs
                {
                    Filters = new ManagementPolicyFilterArgs { BlobTypes = ["blockBlob"] },
                    Actions = new ManagementPolicyActionArgs { Version = Versions(VersionDays) },
                },
            },
        ];

    private static ManagementPolicyRuleArgs Rule(
        string name,
        IEnumerable<string> containers,
        ManagementPolicyBaseBlobArgs what,
        int? versionDays = null
    ) =>
        new()
        {
            Name = name,
            Enabled = true,
            Type = RuleType.Lifecycle,
            Definition = new ManagementPolicyDefinitionArgs
            {
                Filters = new ManagementPolicyFilterArgs
                {
                    BlobTypes = ["blockBlob"],
                    PrefixMatch = [.. containers.Select(container => (Input<string>)$"{container}/")],
                },
                Actions = versionDays is { } days
                    ? new ManagementPolicyActionArgs { BaseBlob = what, Version = Versions(days) }
                    : new ManagementPolicyActionArgs { BaseBlob = what },
            },
        };

    private static ManagementPolicyVersionArgs Versions(int days) =>
        new() { Delete = new DateAfterCreationArgs { DaysAfterCreationGreaterThan = days } };

    private static DateAfterModificationArgs After(int days) => new() { DaysAfterModificationGreaterThan = days };
}
