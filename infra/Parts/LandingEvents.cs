using Pulumi.AzureNative.EventGrid;
using Pulumi.AzureNative.EventGrid.Inputs;
using ServerlessML.Contracts;
using ServerlessML.Infra.Access;

namespace ServerlessML.Infra.Parts;

/// <summary>
/// Tells the functions of each batch marker that lands. Before the first release there is no function that could be told, so the subscription comes with it. What could not be delivered within a day is kept as a dead letter.
/// </summary>
public sealed class LandingEvents : Part
{
    /// <summary>The function that takes events.</summary>
    public const string Function = "BlobLanded";

    public LandingEvents(Surroundings surroundings, Identities identities, DataStorage storage, FunctionApp functions, Observation observation)
        : base(nameof(LandingEvents), "landing-events")
    {
        SystemTopic topic = new("topic", new()
        {
            ResourceGroupName = surroundings.GroupName,
            SystemTopicName = $"egst-{surroundings.Names.Plain}",
            Location = surroundings.Location,
            Source = storage.Account.Id,
            TopicType = "Microsoft.Storage.StorageAccounts",
            Identity = new IdentityInfoArgs
            {
                Type = IdentityType.UserAssigned,
                UserAssignedIdentities = identities.Events.Id.Apply(id => System.Collections.Immutable.ImmutableDictionary<string, UserIdentityPropertiesArgs>.Empty.Add(id, new UserIdentityPropertiesArgs())),
            },
            Tags = surroundings.Tags,
        }, Own);
        var access = this.Grant(identities.Events, BuiltInRole.StorageBlobDataContributor, DataStorage.DeadLetterContainer, storage.Container(DataStorage.DeadLetterContainer).Id, surroundings);
        observation.Watch(this, "topic", topic.Id);
        if (surroundings.Settings.Release is not null)
        {
            _ = new SystemTopicEventSubscription("batch-complete", new()
            {
                ResourceGroupName = surroundings.GroupName,
                SystemTopicName = topic.Name,
                EventSubscriptionName = "batch-complete",
                EventDeliverySchema = EventDeliverySchema.CloudEventSchemaV1_0,
                Filter = new EventSubscriptionFilterArgs
                {
                    IncludedEventTypes = ["Microsoft.Storage.BlobCreated"],
                    SubjectBeginsWith = $"/blobServices/default/containers/{StorageLayout.Landing}/",
                    SubjectEndsWith = $"/{StorageLayout.CompleteMarker}",
                },
                // To the function itself: Event Grid fetches the key of its door by its own means, and it is nowhere in the settings.
                Destination = new AzureFunctionEventSubscriptionDestinationArgs
                {
                    EndpointType = "AzureFunction",
                    ResourceId = Output.Format($"{functions.App.Id}/functions/{Function}"),
                    MaxEventsPerBatch = 1,
                },
                RetryPolicy = new RetryPolicyArgs { EventTimeToLiveInMinutes = 1440, MaxDeliveryAttempts = 30 },
                DeadLetterWithResourceIdentity = new DeadLetterWithResourceIdentityArgs
                {
                    Identity = new EventSubscriptionIdentityArgs { Type = EventSubscriptionIdentityType.UserAssigned, UserAssignedIdentity = identities.Events.Id },
                    DeadLetterDestination = new StorageBlobDeadLetterDestinationArgs
                    {
                        EndpointType = "StorageBlob",
                        ResourceId = storage.Account.Id,
                        BlobContainerName = storage.Container(DataStorage.DeadLetterContainer).Name,
                    },
                },
            }, new() { Parent = this, DependsOn = [access] });
        }

        RegisterOutputs();
    }
}
