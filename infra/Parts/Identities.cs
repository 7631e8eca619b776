using Pulumi.AzureNative.ManagedIdentity;

namespace ServerlessML.Infra.Parts;

/// <summary>Who the parts are to each other: one identity a part, and no keys.</summary>
public sealed class Identities : Part
{
    public Identities(Surroundings surroundings)
        : base(nameof(Identities), "identities")
    {
        Functions = Make("functions", surroundings);
        Runner = Make("runner", surroundings);
        Gateway = Make("gateway", surroundings);
        Events = Make("events", surroundings);
        RegisterOutputs();
    }

    public UserAssignedIdentity Functions { get; }
    public UserAssignedIdentity Runner { get; }
    public UserAssignedIdentity Gateway { get; }

    /// <summary>Event Grid's, which keeps what could not be delivered.</summary>
    public UserAssignedIdentity Events { get; }

    private UserAssignedIdentity Make(string part, Surroundings surroundings) => new(part, new()
    {
        ResourceGroupName = surroundings.GroupName,
        ResourceName = $"id-{part}-{surroundings.Names.Token}",
        Location = surroundings.Location,
        Tags = surroundings.Tags,
    }, Own);
}
