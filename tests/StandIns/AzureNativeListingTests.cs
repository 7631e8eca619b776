using Pulumi.AzureNative.Storage;

namespace ServerlessML.Tests.StandIns;

public sealed class AzureNativeListingTests
{
    private static readonly AzureNativeListing Listing = new(Path.Combine(AppContext.BaseDirectory, "Listings", "AzureNative.txt"));

    [Fact]
    public void AzureNative_ShowsNothingThatTheGenuineOneDoesNot()
    {
        Assert.True(Listing.TypeCount > 150);
        Assert.Equal("", string.Join('\n', Listing.FindStrangers(typeof(StorageAccount).Assembly)));
    }

    [Fact]
    public void ResourceTokens_AreThoseOfTheListing() =>
        Assert.Equal("azure-native:storage:StorageAccount", typeof(StorageAccount).GetCustomAttributesData().Single(data => data.AttributeType.Name == "AzureNativeResourceTypeAttribute").ConstructorArguments[0].Value);

    [Fact]
    public void AStranger_IsFound()
    {
        AzureNativeListing none = new(WriteTemporary("resource azure-native:storage:Queue\n    in queueName: number\n"));

        var strangers = none.FindStrangers(typeof(StorageAccount).Assembly).ToList();
        Assert.Contains("resource azure-native:storage:Queue: accountName is not genuine", strangers);
        Assert.Contains("resource azure-native:storage:Queue: queueName is string, genuine is number", strangers);
        Assert.Contains("resource azure-native:storage:StorageAccount: not genuine", strangers);
    }

    private static string WriteTemporary(string text)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "AzureNative.other.txt");
        File.WriteAllText(file, text);
        return file;
    }
}
