using Pulumi.AzureNative.ManagedIdentity;

namespace ServerlessML.Infra.Parts;

/// <summary>Who the parts are to each other: one identity a part, and no keys.</summary>
public sealed class Identities : Part
{
    public Identities(StackContext context)
        : base(nameof(Identities), "identities")
    {
        Functions = Make("functions", context);
        Runner = Make("runner", context);
        Gateway = Make("gateway", context);
        Events = Make("events", context);
        RegisterOutputs();
    }

    public UserAssignedIdentity Functions { get; }
    public UserAssignedIdentity Runner { get; }
    public UserAssignedIdentity Gateway { get; }

    /// <summary>Event Grid's, which keeps what could not be delivered.</summary>
    public UserAssignedIdentity Events { get; }

    private UserAssignedIdentity Make(string part, StackContext context) =>
        new(
            part,
            new()
            {
                ResourceGroupName = context.GroupName,
                ResourceName = $"id-{part}-{context.Names.Token}",
                Location = context.Location,
                Tags = context.Tags,
            },
            Own
        );
}
