namespace Pulumi.AzureNative.EventGrid.Inputs;

public sealed class UserIdentityPropertiesArgs : ResourceArgs
{
}
