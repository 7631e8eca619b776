using ServerlessML.Generator;

// Where the repository is; the script changes there.
var folder = Path.Combine("eng", "pulumi", "AzureNative");
try
{
    switch (args)
    {
        case ["sources", var from, var to]:
            StandIn.Read(from).WriteTo(to);
            return 0;
        case ["listing", var package]:
            ListingOf(package);
            return 0;
        default:
            Console.Error.WriteLine(
                "generator sources FOLDER OUT | generator listing PACKAGE   PACKAGE is the unpacked npm package @pulumi/azure-native"
            );
            return 2;
    }
}
catch (Exception e) when (e is FormatException or IOException)
{
    Console.Error.WriteLine($"generator: {e.Message}");
    return 1;
}

void ListingOf(string package)
{
    var used = UsedTypes.Read(File.ReadAllText(Path.Combine(folder, UsedTypes.File)));
    var listing = Path.Combine(folder, GenuineTypes.File);
    File.WriteAllText(listing, TypeDeclarations.Open(package).Listing(used, TypeDeclarations.HeadOf(listing)));
    File.WriteAllText(Path.Combine(folder, TypeNames.File), TypeNames.Of(package, used).Text);
}
