using ServerlessML.Generator;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>What the build makes of the types that are used and the listing of the genuine ones.</summary>
public sealed class AzureNativeSourceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "eng", "pulumi", "AzureNative");

    private static GenuineTypes Listing => GenuineTypes.Read(File.ReadAllText(Path.Combine(Folder, GenuineTypes.File)));

    [Fact]
    public void Sources_WrittenTwice_AreTheSameAndWhatIsLeftOverGoes()
    {
        using TemporaryFolder made = new();
        var standIn = Generator.StandIn.Read(Folder);
        Write(made["Storage/Table.cs"], "class Table;");

        standIn.WriteTo(made.Path);
        standIn.WriteTo(made.Path);

        Assert.Equal(
            standIn.Sources().Keys.Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(made.Path, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(made.Path, path))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Constructor_OfArgs_SetsWhatTheGenuineOneSets()
    {
        var source = Generator.StandIn.Read(Folder).Sources()[Path.Combine("Web", "Inputs", "SiteConfigArgs.cs")];

        Assert.Contains("        NetFrameworkVersion = \"v4.6\";\n", source, StringComparison.Ordinal);
        Assert.Contains("        Http20Enabled = true;\n", source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "resource Storage.Queue: accountName queueLength",
        "«resource azure-native:storage:Queue» has no «in queueLength» in the listing."
    )]
    [InlineData(
        "resource Storage.Table: accountName",
        "«resource azure-native:storage:Table» is not in the listing: write it anew from the npm package"
    )]
    [InlineData("enum KeyVault.SkuName: Cheap", "«enum keyvault.SkuName» has no «Cheap» in the listing.")]
    [InlineData("queue Storage.Queue: accountName", "used.txt: «queue Storage.Queue: accountName» is not «KIND MODULE.NAME: MEMBERS».")]
    public void AType_ThatIsNotGenuine_IsRefused(string used, string expected) =>
        Assert.StartsWith(
            expected,
            Assert.Throws<FormatException>(() => StandInSources.Of(UsedTypes.Read(used), Listing)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Listing_OfAPackage_HasItsTypesInTheListingsWords()
    {
        var used = UsedTypes.Read(
            "resource Shop.Shelf: shelfName boards tags owners\ninput Shop.BoardArgs: width\noutput Shop.OwnerResponse: "
                + "name\nenum Shop.Wood: Oak\n"
        );
        using TemporaryFolder package = new();
        Write(package["package.json"], """{ "name": "@pulumi/azure-native", "version": "v9.1.0" }""");
        Write(
            package["shop/shelf.d.ts"],
            """
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
            """
        );
        Write(
            package["shop/shelf.js"],
            """
            // Uses Azure REST API version 2031-07-01. In version 2.x of the Azure Native provider, it used API version 2030-01-01.
            resourceInputs["shelfName"] = args?.shelfName;
            resourceInputs["wood"] = (args?.wood) ?? "oak";
            """
        );
        Write(
            package["types/input.js"],
            """
            (function (shop) {
                function boardArgsProvideDefaults(val) {
                    return {
                        ...val,
                        width: (val.width) ?? 30,
                    };
                }
            })(shop = exports.shop || (exports.shop = {}));
            """
        );
        Write(
            package["types/input.d.ts"],
            "export declare namespace shelter {\n interface BoardArgs { no: any; }\n}\nexport declare namespace shop {\n    "
                + "interface BoardArgs {\n        /**\n         * In cm; at most 80.\n         */\n        width: "
                + "pulumi.Input<number>;\n    }\n}\n"
        );
        Write(
            package["types/output.d.ts"],
            "export declare namespace shop {\n    interface OwnerResponse {\n        kind: \"Person\";\n        name?: string;\n    }\n}\n"
        );
        Write(
            package["types/enums/shop/index.d.ts"],
            "export declare const Wood: {\n    readonly Oak: \"oak\";\n};\nexport type Wood = (typeof Wood)[keyof typeof Wood];\n"
        );

        var listing = TypeDeclarations.Open(package[""]).Listing(used, []);

        Assert.StartsWith("# Pulumi.AzureNative 9.1.0: ", listing, StringComparison.Ordinal);
        Assert.EndsWith(
            """

            resource azure-native:shop:Shelf
                api: 2031-07-01
                default wood: "oak"
                in boards?: shop.BoardArgs[]
                in owners?: {shop.OwnerArgs}
                in shelfName: string
                in tags?: {string}
                in wood?: string|shop.Wood
                out owners?: shop.OwnerResponse[]
                out wood: string

            input shop.BoardArgs
                default width: 30
                in width: number

            output shop.OwnerResponse
                out kind: "Person"
                out name?: string

            enum shop.Wood
                Oak = "oak"

            """,
            listing,
            StringComparison.Ordinal
        );
        var sources = StandInSources.Of(used, GenuineTypes.Read(listing));
        Assert.Contains(
            "    public Input<int> Width { get; set; } = null!;",
            sources[Path.Combine("Shop", "Inputs", "BoardArgs.cs")],
            StringComparison.Ordinal
        );
        Assert.Contains("        Width = 30;", sources[Path.Combine("Shop", "Inputs", "BoardArgs.cs")], StringComparison.Ordinal);
        Assert.Contains("explicit operator string(Wood value)", sources[Path.Combine("Shop", "Wood.cs")], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_OfANamespace_AreOfResourcesFunctionsEnumsAndInputs()
    {
        using TemporaryFolder package = new();
        Write(
            package["shop/index.d.ts"],
            """
            export declare const Shelf: typeof import("./shelf").Shelf;
            export declare const getShelf: typeof import("./getShelf").getShelf;
            export declare const getShelfOutput: typeof import("./getShelf").getShelfOutput;
            """
        );
        Write(package["types/enums/shop/index.d.ts"], "export declare const Wood: {\n    readonly Oak: \"oak\";\n};\n");
        Write(
            package["types/input.d.ts"],
            "export declare namespace shelter {\n    interface Other {\n    }\n}\nexport declare namespace shop {\n    "
                + "interface BoardArgs {\n        width: number;\n    }\n}\n"
        );

        var used = UsedTypes.Read("resource Shop.Shelf: shelfName\ninput Shop.BoardArgs: width\n");
        var names = TypeNames.Of(package.Path, used);

        Assert.Equal(names.Text, TypeNames.Read(names.Text).Text);
        Assert.Equal(["Config", "Provider", "ProviderArgs"], names.All.Single(one => one.Namespace.Length == 0).Names);
        Assert.Equal(
            ["GetShelf", "GetShelfArgs", "GetShelfInvokeArgs", "GetShelfResult", "Shelf", "ShelfArgs", "Wood"],
            names.All.Single(one => one.Namespace == "Shop").Names
        );
        Assert.Equal(["BoardArgs"], names.All.Single(one => one.Namespace == "Shop.Inputs").Names);
        Assert.Equal(
            "namespace Pulumi.AzureNative.Shop.Inputs;\n\n",
            names.Sources(used).Single(source => source.Key.Contains("Inputs", StringComparison.Ordinal)).Value
        );
    }

    [Fact]
    public void Open_WhatIsNoPackage_SaysHowToGetOne() =>
        Assert.Contains(
            "npm pack @pulumi/azure-native",
            Assert.Throws<FormatException>(() => TypeDeclarations.Open("/nowhere")).Message,
            StringComparison.Ordinal
        );

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
