using ServerlessML.AzureNative;
using ServerlessML.Tests.Support;

namespace ServerlessML.Tests.StandIns;

/// <summary>The stand-ins' source is what eng/azure-native makes of the types that are used and the listing of the genuine ones, and nothing is written by hand.</summary>
public sealed class AzureNativeSourceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "local-host", "StandIns", "PulumiAzureNative");

    private static GenuineTypes Listing => GenuineTypes.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Listings", "AzureNative.txt")));

    [Fact]
    public void Sources_AreWhatIsMadeOfTheListing()
    {
        var sources = StandInSources.Of(UsedTypes.Read(File.ReadAllText(Path.Combine(Folder, UsedTypes.File))), Listing);

        Assert.Equal([], sources.Where(source => !File.Exists(Path.Combine(Folder, source.Key)) || File.ReadAllText(Path.Combine(Folder, source.Key)) != source.Value).Select(source => $"{source.Key}: eng/azure-native makes another"));
        Assert.Equal([], StandInSources.Strangers(Folder, sources));
    }

    [Theory]
    [InlineData("resource Storage.Queue: accountName queueLength", "«resource azure-native:storage:Queue» has no «in queueLength» in the listing.")]
    [InlineData("resource Storage.Table: accountName", "«resource azure-native:storage:Table» is not in the listing: write it anew from the npm package")]
    [InlineData("enum KeyVault.SkuName: Cheap", "«enum keyvault.SkuName» has no «Cheap» in the listing.")]
    [InlineData("queue Storage.Queue: accountName", "used.txt: «queue Storage.Queue: accountName» is not «KIND MODULE.NAME: MEMBERS».")]
    public void AType_ThatIsNotGenuine_IsRefused(string used, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<FormatException>(() => StandInSources.Of(UsedTypes.Read(used), Listing)).Message, StringComparison.Ordinal);

    [Fact]
    public void Listing_OfAPackage_HasItsTypesInTheListingsWords()
    {
        var used = UsedTypes.Read("resource Shop.Shelf: shelfName boards tags owners\ninput Shop.BoardArgs: width\noutput Shop.OwnerResponse: name\nenum Shop.Wood: Oak\n");
        using TemporaryFolder package = new();
        Write(package["package.json"], """{ "name": "@pulumi/azure-native", "version": "v9.1.0" }""");
        Write(package["shop/shelf.d.ts"], """
            import * as inputs from "../types/input";
            /** A shelf. */
            export declare class Shelf extends pulumi.CustomResource {
                static isInstance(obj: any): obj is Shelf;
                /** The owners; all of them. */
                readonly owners: pulumi.Output<outputs.shop.OwnerResponse[] | undefined>;
                readonly wood: pulumi.Output<string>;
                constructor(name: string, args: ShelfArgs, opts?: pulumi.CustomResourceOptions);
            }
            export interface ShelfArgs {
                boards?: pulumi.Input<pulumi.Input<inputs.shop.BoardArgs>[] | undefined>;
                owners?: pulumi.Input<{
                    [key: string]: pulumi.Input<inputs.shop.OwnerArgs>;
                } | undefined>;
                shelfName: pulumi.Input<string>;
                tags?: pulumi.Input<{
                    [key: string]: pulumi.Input<string>;
                } | undefined>;
                wood?: pulumi.Input<string | enums.shop.Wood | undefined>;
            }
            """);
        Write(package["types/input.d.ts"], "export declare namespace shelter {\n interface BoardArgs { no: any; }\n}\nexport declare namespace shop {\n    interface BoardArgs {\n        /**\n         * In cm; at most 80.\n         */\n        width: pulumi.Input<number>;\n    }\n}\n");
        Write(package["types/output.d.ts"], "export declare namespace shop {\n    interface OwnerResponse {\n        kind: \"Person\";\n        name?: string;\n    }\n}\n");
        Write(package["types/enums/shop/index.d.ts"], "export declare const Wood: {\n    readonly Oak: \"oak\";\n};\nexport type Wood = (typeof Wood)[keyof typeof Wood];\n");

        var listing = TypeDeclarations.Open(package[""]).Listing(used, []);

        Assert.StartsWith("# Pulumi.AzureNative 9.1.0: ", listing, StringComparison.Ordinal);
        Assert.EndsWith("""

            resource azure-native:shop:Shelf
                in boards?: shop.BoardArgs[]
                in owners?: {shop.OwnerArgs}
                in shelfName: string
                in tags?: {string}
                in wood?: string|shop.Wood
                out owners?: shop.OwnerResponse[]
                out wood: string

            input shop.BoardArgs
                in width: number

            output shop.OwnerResponse
                out kind: "Person"
                out name?: string

            enum shop.Wood
                Oak = "oak"

            """, listing, StringComparison.Ordinal);
        Assert.Contains("    public Input<int> Width { get; set; } = null!;", StandInSources.Of(used, GenuineTypes.Read(listing))[Path.Combine("Shop", "Inputs", "BoardArgs.cs")], StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhatIsNoPackage_SaysHowToGetOne() =>
        Assert.Contains("npm pack @pulumi/azure-native", Assert.Throws<FormatException>(() => TypeDeclarations.Open("/nowhere")).Message, StringComparison.Ordinal);

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
