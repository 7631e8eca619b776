using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>
/// How a program runs under the test support: inputs, parents, what waits for what; and how programs fail. All of it by what the genuine
/// package shows, so that the same tests run on it.
/// </summary>
public sealed class DeploymentTests
{
    [Fact]
    public async Task Inputs_OnTheWire_AreByTheirNamesAndWithoutWhatIsNull()
    {
        var mocks = await RunAsync(room =>
            _ = new Shelf(
                "a",
                new()
                {
                    Label = "A",
                    Height = 3,
                    Books = ["x"],
                },
                In(room)
            )
        );

        Assert.Equal(["books", "height", "label"], mocks.Of("a").Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("A", 3.0), (mocks.Of("a")["label"], mocks.Of("a")["height"]));
    }

    [Fact]
    public async Task Enums_OnTheWire_AreWhatTheirConversionSays() =>
        Assert.Equal(
            "oak",
            (await RunAsync(room => _ = new Shelf("a", new() { Label = "A", Wood = ShelfWood.Oak }, In(room)))).Of("a")["wood"]
        );

    [Fact]
    public async Task Enums_WithoutAConversion_AreRefused() =>
        Assert.Contains(
            "explicit conversion operator",
            (
                await Assert.ThrowsAsync<RunException>(() =>
                    RunAsync(room => _ = new Shelf("a", new() { Label = "A", Finish = default(ShelfFinish) }, In(room)))
                )
            ).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Resource_WithInputsOfAnother_WaitsForIt()
    {
        var mocks = await RunAsync(room =>
        {
            Shelf a = new("a", new() { Label = "A" }, In(room));
            _ = new Shelf("c", new() { Label = a.Label.Apply(label => $"{label}!") }, In(room));
        });

        Assert.Equal(["room", "a", "c"], mocks.Order);
        Assert.Equal("A!", mocks.Of("c")["label"]);
    }

    [Fact]
    public async Task Resource_ToldToWait_IsAskedForWhenTheOtherIsMade()
    {
        ShopMocks mocks = new() { Held = "b" };
        await RunAsync(
            room =>
            {
                Shelf b = new("b", new() { Label = "B" }, In(room));
                _ = new Shelf("c", new() { Label = "C" }, new() { Parent = room, DependsOn = [b] });
                _ = new Shelf("last", new() { Label = "L" }, In(room));
            },
            mocks
        );

        // What waits for nothing was asked for while the one was held.
        Assert.Equal(["b made", "c"], mocks.Order.Where(step => step is "b made" or "c"));
        Assert.True(mocks.Order.ToList().IndexOf("last") < mocks.Order.ToList().IndexOf("b made"));
    }

    [Fact]
    public async Task WaitingForAComponent_IsWaitingForAllInIt()
    {
        ShopMocks mocks = new() { Held = "b" };
        await RunAsync(
            room =>
            {
                _ = new Shelf("b", new() { Label = "B" }, In(room));
                _ = new Shelf("c", new() { Label = "C" }, new() { DependsOn = [room] });
                _ = new Shelf("last", new() { Label = "L" });
            },
            mocks
        );

        Assert.Equal(["b made", "c"], mocks.Order.Where(step => step is "b made" or "c"));
    }

    [Fact]
    public async Task Urn_OfAResource_HasTheStackTheTypeAndTheName()
    {
        Shelf? shelf = null;
        await RunAsync(room => shelf = new("a", new() { Label = "A" }, In(room)));

        var urn = await OutputUtilities.GetValueAsync(shelf!.Urn);
        Assert.StartsWith("urn:pulumi:stack::project::", urn, StringComparison.Ordinal);
        Assert.EndsWith("$test:shop:Shelf::a", urn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_ThatTheMocksGive_AreOfTheirTypes()
    {
        (string Label, int Height, int Books, string Room, int? Floor)? seen = null;
        await RunAsync(
            room =>
            {
                Shelf a = new(
                    "a",
                    new()
                    {
                        Label = "A",
                        Height = 3,
                        Books = ["x", "y"],
                    },
                    In(room)
                );
                Output
                    .Tuple(a.Label, a.Height, a.Books)
                    .Apply(values =>
                        a.Place.Apply(place => seen = (values.Item1, values.Item2, values.Item3.Length, place.Room, place.Floor))
                    );
            },
            new()
            {
                Extra = ImmutableDictionary<string, object>.Empty.Add(
                    "place",
                    ImmutableDictionary<string, object>.Empty.Add("room", "cellar")
                ),
            }
        );

        Assert.Equal(("A", 3, 2, "cellar", null), seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Outputs_ThatTheMocksDoNotGive_AreUnknownInAPreviewAndEmptyOtherwise(bool preview)
    {
        Shelf? shelf = null;
        await RunAsync(room => shelf = new("a", new() { Label = "A" }, In(room)), preview: preview);

        Assert.Equal(!preview, await OutputUtilities.GetIsKnownAsync(shelf!.Height));
        Assert.Equal([shelf], await OutputUtilities.GetDependenciesAsync(shelf.Height));
    }

    [Fact]
    public async Task ToString_OfAnOutput_IsNotItsValue()
    {
        var text = "";
        await RunAsync(_ => text = Output.Create("a value").ToString());

        Assert.NotEqual("", text);
        Assert.DoesNotContain("a value", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inputs_ThatAreUnknown_AreNotSentAndSecretOnesAre()
    {
        var mocks = await RunAsync(room =>
        {
            Shelf a = new("a", new() { Label = "A" }, In(room));
            _ = new Shelf(
                "b",
                new()
                {
                    Label = "B",
                    Height = a.Height,
                    Password = Output.CreateSecret("p"),
                },
                In(room)
            );
        });

        Assert.Equal(["label", "password"], mocks.Of("b").Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Transformations_OfTheStack_SeeEveryResource()
    {
        List<string> seen = [];
        await RunAsync(room =>
            _ = new Shelf(
                "a",
                new() { Label = "A" },
                new()
                {
                    Parent = room,
                    ResourceTransformations =
                    {
                        resource =>
                        {
                            seen.Add(resource.Resource.GetResourceName());
                            return new(new ShelfArgs { Label = "changed" }, resource.Options);
                        },
                    },
                }
            )
        );

        Assert.Equal(["a"], seen);
    }

    [Fact]
    public async Task Failure_OfARequiredInput_NamesIt() =>
        Assert.Contains(
            "ShelfArgs.Label is required",
            (await Assert.ThrowsAsync<RunException>(() => RunAsync(room => _ = new Shelf("a", new(), In(room))))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Failure_InAnApplyThatNobodyReads_FailsTheProgram() =>
        Assert.Contains(
            "boom",
            (await Assert.ThrowsAsync<RunException>(() => RunAsync(_ => Output.Create(1).Apply(Fail)))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Failure_MeantForPeople_IsToldByItsMessageAlone() =>
        Assert.Equal(
            "mind the gap",
            (await Assert.ThrowsAsync<RunException>(() => RunAsync(_ => throw new RunException("mind the gap")))).Message
        );

    [Fact]
    public void Instance_OutsideOfARun_IsRefused() => Assert.Throws<InvalidOperationException>(() => Deployment.Instance);

    private static int Fail(int number) => throw new InvalidOperationException($"boom {number}");

    private static CustomResourceOptions In(Resource room) => new() { Parent = room };

    private static async Task<ShopMocks> RunAsync(Action<ComponentResource> furnish, ShopMocks? mocks = null, bool preview = true)
    {
        mocks ??= new();
        ShopStack.Furnish.Value = furnish;
        await Deployment.TestAsync<ShopStack>(mocks, new TestOptions { IsPreview = preview });
        return mocks;
    }
}
