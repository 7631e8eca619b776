using System.Globalization;

namespace ServerlessML.Infra.Parts;

/// <summary>The app settings of the functions. None is a secret: identities, addresses, and references to the key vault.</summary>
public sealed class FunctionSettings
{
    private const string Connection = "DURABLE_TASK_SCHEDULER_CONNECTION_STRING";

    public FunctionSettings(
        StackContext context,
        Identities identities,
        DataStorage storage,
        DurableBackend? durable,
        Observation observation,
        Secrets secrets,
        Input<string> pageOrigin
    )
    {
        var me = identities.Functions.ClientId;
        PageOrigin = pageOrigin;
        List<(string, Input<string>)> pairs =
        [
            // What the functions host and our own clients find the storage account by, and who they are to it.
            ("AzureWebJobsStorage__accountName", storage.Account.Name),
            ("AzureWebJobsStorage__credential", "managedidentity"),
            ("AzureWebJobsStorage__clientId", me),
            ("AZURE_CLIENT_ID", me),
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", observation.Insights.ConnectionString),
            ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", Output.Format($"ClientId={me};Authorization=AAD")),
            ("Api__PublicUrl", $"https://{FunctionApp.Host(context.Names)}"),
            ("Notify__Secret", secrets.Reference(Secrets.NotifySecret)),
            ("Audit__Key", secrets.Reference(Secrets.AuditKey)),
            ("Identity__From", "platform"),
            ("Identity__Tenant", context.TenantId),
            ("Runs__StuckAfterHours", context.Settings.StuckAfterHours.ToString(CultureInfo.InvariantCulture)),
        ];
        if (context.Settings.TrainingStart == TrainingStart.Job)
        {
            pairs.Add(("Training__Backend", "containerApps"));
            pairs.Add(("Training__Job", TrainingRunner.JobName));
        }

        if (context.Settings.TrafficTarget == TrafficTarget.Revisions)
        {
            pairs.Add(("Traffic__Target", "containerApps"));
            pairs.Add(("Traffic__Arm", context.Settings.TrafficArm));
        }

        if (context.Settings.TrainingStart == TrainingStart.Job || context.Settings.TrafficTarget == TrafficTarget.Revisions)
        {
            pairs.Add(("Azure__Subscription", context.SubscriptionId));
            pairs.Add(("Azure__ResourceGroup", context.GroupName));
            pairs.Add(("Azure__ClientId", me));
        }

        if (durable is not null)
        {
            // These go over host.json, which says nothing of the backend.
            pairs.Add((Connection, Output.Format($"Endpoint={durable.Endpoint};Authentication=ManagedIdentity;ClientID={me}")));
            pairs.Add(("AzureFunctionsJobHost__extensions__durableTask__storageProvider__type", "azureManaged"));
            pairs.Add(("AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName", Connection));
            pairs.Add(("AzureFunctionsJobHost__extensions__durableTask__hubName", durable.Hub.Name));
        }

        Pairs = pairs;
    }

    public IReadOnlyList<(string Name, Input<string> Value)> Pairs { get; }

    /// <summary>Whose pages may call the API.</summary>
    public Input<string> PageOrigin { get; }
}
