using Pulumi.AzureNative.Storage;
using ServerlessML.Generator;

namespace ServerlessML.Tests.Infra.StandIn;

public sealed class AzureNativeListingTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "eng", "pulumi", "AzureNative");

    private static readonly AzureNativeListing Listing = new(Path.Combine(Folder, GenuineTypes.File));

    [Fact]
    public void AzureNative_ShowsNothingThatTheGenuineOneDoesNot()
    {
        Assert.True(Listing.TypeCount > 150);
        Assert.Equal("", string.Join('\n', Listing.FindStrangers(typeof(StorageAccount).Assembly)));
    }

    // A name that is in two namespaces is ambiguous here as it is there.
    [Fact]
    public void AzureNative_HasEveryNameOfTheNamespacesUsed()
    {
        var here = typeof(StorageAccount).Assembly.GetExportedTypes().Select(type => type.FullName!).ToHashSet(StringComparer.Ordinal);
        var names = TypeNames
            .Read(File.ReadAllText(Path.Combine(Folder, TypeNames.File)))
            .All.SelectMany(space =>
                space.Names.Select(name => $"Pulumi.AzureNative.{space.Namespace}.{name}".Replace("..", ".", StringComparison.Ordinal))
            )
            .ToList();

        Assert.True(names.Count > 3000);
        Assert.Equal([], names.Where(name => !here.Contains(name)));
        Assert.Equal([], here.Except(names));
        Assert.Contains("Pulumi.AzureNative.Resources.Deployment", here);
        Assert.Contains("Pulumi.AzureNative.Config", here);
    }

    [Fact]
    public void ResourceTokens_AreThoseOfTheListing() =>
        Assert.Equal(
            "azure-native:storage:StorageAccount",
            typeof(StorageAccount)
                .GetCustomAttributesData()
                .Single(data => data.AttributeType.Name == "AzureNativeResourceTypeAttribute")
                .ConstructorArguments[0]
                .Value
        );

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
