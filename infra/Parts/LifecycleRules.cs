using Pulumi.AzureNative.Storage;
using Pulumi.AzureNative.Storage.Inputs;
using ServerlessML.Contracts;
using ServerlessML.Infra.Settings;

namespace ServerlessML.Infra.Parts;

/// <summary>
/// What becomes of blobs with age. The content store and the models are never deleted: runs are made again from them. They only become cheaper, and
/// stay readable at once (cool and cold, never the archive).
/// </summary>
internal static class LifecycleRules
{
    private const int VersionDays = 90;

    public static IEnumerable<ManagementPolicyRuleArgs> For(StackSettings settings) =>
    [
        Rule("content-store", [StorageLayout.Cas], new ManagementPolicyBaseBlobArgs { TierToCool = After(30), TierToCold = After(180) }),
        Rule("runs", [StorageLayout.Runs], new ManagementPolicyBaseBlobArgs { TierToCool = After(30), Delete = After(settings.RunRetentionDays) }),
        Rule("captures", [StorageLayout.Captures, StorageLayout.Feedback, StorageLayout.Counts], new ManagementPolicyBaseBlobArgs { Delete = After(settings.CaptureRetentionDays) }),
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
                Actions = new ManagementPolicyActionArgs { Version = new ManagementPolicyVersionArgs { Delete = new DateAfterCreationArgs { DaysAfterCreationGreaterThan = VersionDays } } },
            },
        },
    ];

    private static ManagementPolicyRuleArgs Rule(string name, IEnumerable<string> containers, ManagementPolicyBaseBlobArgs what) => new()
    {
        Name = name,
        Enabled = true,
        Type = RuleType.Lifecycle,
        Definition = new ManagementPolicyDefinitionArgs
        {
            Filters = new ManagementPolicyFilterArgs { BlobTypes = ["blockBlob"], PrefixMatch = [.. containers.Select(container => (Input<string>)$"{container}/")] },
            Actions = new ManagementPolicyActionArgs { BaseBlob = what },
        },
    };

    private static DateAfterModificationArgs After(int days) => new() { DaysAfterModificationGreaterThan = days };
}
