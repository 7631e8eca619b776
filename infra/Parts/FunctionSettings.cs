using System.Globalization;

namespace ServerlessML.Infra.Parts;

/// <summary>The app settings of the functions. None is a secret: identities, addresses, and references to the key vault.</summary>
public sealed class FunctionSettings
{
    private const string Connection = "DURABLE_TASK_SCHEDULER_CONNECTION_STRING";

    public FunctionSettings(Surroundings surroundings, Identities identities, DataStorage storage, DurableBackend? durable, Observation observation, Secrets secrets, Input<string> pageOrigin)
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
            ("Api__PublicUrl", $"https://{FunctionApp.Host(surroundings.Names)}"),
            ("Notify__Secret", secrets.NotifySecretReference),
            ("Identity__From", "platform"),
            ("Identity__Tenant", surroundings.TenantId),
            ("Runs__StuckAfterHours", surroundings.Settings.StuckAfterHours.ToString(CultureInfo.InvariantCulture)),
        ];
        if (surroundings.Settings.TrainingStart == TrainingStart.Job)
        {
            pairs.Add(("Training__Backend", "containerApps"));
            pairs.Add(("Training__Job", TrainingRunner.JobName));
        }

        if (surroundings.Settings.TrafficTarget == TrafficTarget.Revisions)
        {
            pairs.Add(("Traffic__Target", "containerApps"));
            pairs.Add(("Traffic__Arm", surroundings.Settings.TrafficArm));
        }

        if (surroundings.Settings.TrainingStart == TrainingStart.Job || surroundings.Settings.TrafficTarget == TrafficTarget.Revisions)
        {
            pairs.Add(("Azure__Subscription", surroundings.SubscriptionId));
            pairs.Add(("Azure__ResourceGroup", surroundings.GroupName));
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
