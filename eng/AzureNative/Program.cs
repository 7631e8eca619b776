using ServerlessML.AzureNative;

// Where the repository is; the script changes there.
var listing = Path.Combine("tests", "StandIns", "Listings", "AzureNative.txt");
var folder = Path.Combine("local-host", "StandIns", "PulumiAzureNative");
try
{
    var used = UsedTypes.Read(File.ReadAllText(Path.Combine(folder, UsedTypes.File)));
    if (args is ["listing", var package])
    {
        File.WriteAllText(listing, TypeDeclarations.Open(package).Listing(used, TypeDeclarations.HeadOf(listing)));
        args = [];
    }

    if (args.Length > 0)
    {
        Console.Error.WriteLine("azure-native [listing PACKAGE]   PACKAGE is the unpacked npm package @pulumi/azure-native");
        return 2;
    }

    var sources = StandInSources.Of(used, GenuineTypes.Read(File.ReadAllText(listing)));
    foreach (var (path, text) in sources)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
        File.WriteAllText(Path.Combine(folder, path), text);
    }

    foreach (var left in StandInSources.Strangers(folder, sources))
    {
        Console.WriteLine($"{left} is of no type in {UsedTypes.File}: remove it, or name its type");
    }

    Console.WriteLine($"{sources.Count} files");
    return 0;
}
catch (Exception e) when (e is FormatException or IOException)
{
    Console.Error.WriteLine($"azure-native: {e.Message}");
    return 1;
}
