using System.Collections.Immutable;
using Pulumi.AzureNative.EventGrid;
using Pulumi.AzureNative.EventGrid.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>
/// Puts an event into the queue <c>landing-events</c> for each batch marker that lands. Event Grid writes there with an identity that may
/// send to this one queue, so that nothing of the functions must be there before, and no key is known to it. What could not be delivered
/// within a day is kept as a dead letter.
/// </summary>
public sealed class LandingEvents : Part
{
    public LandingEvents(StackContext context, Identities identities, DataStorage storage, Observation observation)
        : base(nameof(LandingEvents), "landing-events")
    {
        SystemTopic topic = new(
            "topic",
            new()
            {
                ResourceGroupName = context.GroupName,
                SystemTopicName = $"egst-{context.Names.Plain}",
                Location = context.Location,
                Source = storage.Account.Id,
                TopicType = "Microsoft.Storage.StorageAccounts",
                Identity = new IdentityInfoArgs
                {
                    Type = IdentityType.UserAssigned,
                    UserAssignedIdentities = identities.Events.Id.Apply(id =>
                        ImmutableDictionary<string, UserIdentityPropertiesArgs>.Empty.Add(id, new UserIdentityPropertiesArgs())
                    ),
                },
                Tags = context.Tags,
            },
            Own
        );
        var queue = storage.Queue(StorageLayout.LandingEvents);
        var letters = storage.Container(DataStorage.DeadLetterContainer);
        Resource[] first =
        [
            queue,
            this.Grant(identities.Events, BuiltInRole.StorageQueueDataMessageSender, StorageLayout.LandingEvents, queue.Id, context),
            this.Grant(identities.Events, BuiltInRole.StorageBlobDataContributor, DataStorage.DeadLetterContainer, letters.Id, context),
        ];
        observation.Watch(this, "topic", topic.Id);
        EventSubscriptionIdentityArgs me = new()
        {
            Type = EventSubscriptionIdentityType.UserAssigned,
            UserAssignedIdentity = identities.Events.Id,
        };
        _ = new SystemTopicEventSubscription(
            "batch-complete",
            new()
            {
                ResourceGroupName = context.GroupName,
                SystemTopicName = topic.Name,
                EventSubscriptionName = "batch-complete",
                EventDeliverySchema = EventDeliverySchema.CloudEventSchemaV1_0,
                Filter = new EventSubscriptionFilterArgs
                {
                    IncludedEventTypes = ["Microsoft.Storage.BlobCreated"],
                    SubjectBeginsWith = $"/blobServices/default/containers/{StorageLayout.Landing}/",
                    SubjectEndsWith = $"/{StorageLayout.CompleteMarker}",
                },
                DeliveryWithResourceIdentity = new DeliveryWithResourceIdentityArgs
                {
                    Identity = me,
                    Destination = new StorageQueueEventSubscriptionDestinationArgs
                    {
                        EndpointType = "StorageQueue",
                        ResourceId = storage.Account.Id,
                        QueueName = queue.Name,
                        // As long as the functions may be down without a batch being forgotten.
                        QueueMessageTimeToLiveInSeconds = 7 * 24 * 3600,
                    },
                },
                RetryPolicy = new RetryPolicyArgs { EventTimeToLiveInMinutes = 1440, MaxDeliveryAttempts = 30 },
                DeadLetterWithResourceIdentity = new DeadLetterWithResourceIdentityArgs
                {
                    Identity = me,
                    DeadLetterDestination = new StorageBlobDeadLetterDestinationArgs
                    {
                        EndpointType = "StorageBlob",
                        ResourceId = storage.Account.Id,
                        BlobContainerName = letters.Name,
                    },
                },
            },
            new() { Parent = this, DependsOn = first }
        );
        RegisterOutputs();
    }
}
