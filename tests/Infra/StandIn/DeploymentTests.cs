using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>What the recording stand-in keeps of a program: inputs, parents, what waits for what; and how programs fail.</summary>
public sealed class DeploymentTests
{
    [Fact]
    public async Task Inputs_OnTheWire_AreByTheirNamesAndWithoutWhatIsNull()
    {
        var run = await RunAsync(room => _ = new Shelf("a", new() { Label = "A", Height = 3, Books = ["x"] }, In(room)));

        var inputs = Of(run, "a").Inputs;
        Assert.Equal(["books", "height", "label"], inputs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("A", 3.0), (inputs["label"], inputs["height"]));
    }

    [Fact]
    public async Task Dependencies_AreThoseOfInputsAndThoseThatWereSaid()
    {
        var run = await RunAsync(room =>
        {
            Shelf a = new("a", new() { Label = "A" }, In(room)), b = new("b", new() { Label = "B" }, In(room));
            _ = new Shelf("c", new() { Label = a.Label.Apply(label => $"{label}!") }, new() { Parent = room, DependsOn = [b] });
        });

        Assert.Equal(["a", "b"], Of(run, "c").Dependencies.Select(resource => resource.GetResourceName()).Order(StringComparer.Ordinal));
        Assert.Equal("A!", Of(run, "c").Inputs["label"]);
        Assert.Equal("c", run.Registrations[^1].Resource.GetResourceName());
    }

    [Fact]
    public async Task Parents_AreInTheUrn()
    {
        var run = await RunAsync(room => _ = new Shelf("a", new() { Label = "A" }, In(room)));

        Assert.Equal("urn:pulumi:stack::project::test:shop:Room$test:shop:Shelf::a", Of(run, "a").Urn);
        Assert.Equal("room", Of(run, "a").Resource.Parent!.GetResourceName());
    }

    [Fact]
    public async Task WaitingForAComponent_IsWaitingForAllInIt()
    {
        var run = await RunAsync(room =>
        {
            _ = new Shelf("a", new() { Label = "A" }, In(room));
            _ = new Shelf("late", new() { Label = "L" }, new() { DependsOn = [room] });
        });

        Assert.Equal(["a"], Of(run, "late").Dependencies.Select(resource => resource.GetResourceName()));
    }

    [Fact]
    public async Task Outputs_ThatTheMocksGive_AreOfTheirTypes()
    {
        (string Label, int Height, int Books, string Room, int? Floor)? seen = null;
        await RunAsync(room =>
        {
            Shelf a = new("a", new() { Label = "A", Height = 3, Books = ["x", "y"] }, In(room));
            Output.Tuple(a.Label, a.Height, a.Books).Apply(values => a.Place.Apply(place => seen = (values.Item1, values.Item2, values.Item3.Length, place.Room, place.Floor)));
        }, new() { ["place"] = ImmutableDictionary<string, object>.Empty.Add("room", "cellar") });

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
    public async Task Inputs_ThatAreUnknownOrSecret_AreMarkedAndUnknownOnesNotSent()
    {
        var run = await RunAsync(room =>
        {
            Shelf a = new("a", new() { Label = "A" }, In(room));
            _ = new Shelf("b", new() { Label = "B", Height = a.Height, Password = Output.CreateSecret("p") }, In(room));
        });

        var b = Of(run, "b");
        Assert.Equal("height", Assert.Single(b.Unknown));
        Assert.Equal("password", Assert.Single(b.Secret));
        Assert.False(b.Inputs.ContainsKey("height"));
    }

    [Fact]
    public async Task Transformations_OfTheStack_SeeEveryResource()
    {
        List<string> seen = [];
        await RunAsync(room => _ = new Shelf("a", new() { Label = "A" }, new()
        {
            Parent = room,
            ResourceTransformations = { resource => { seen.Add(resource.Resource.GetResourceName()); return new(new ShelfArgs { Label = "changed" }, resource.Options); } },
        }));

        Assert.Equal(["a"], seen);
    }

    [Fact]
    public async Task Failure_OfARequiredInput_NamesIt() =>
        Assert.Contains("ShelfArgs.Label is required", (await Assert.ThrowsAsync<RunException>(() => RunAsync(room => _ = new Shelf("a", new(), In(room))))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Failure_InAnApplyThatNobodyReads_FailsTheProgram() =>
        Assert.Contains("boom", (await Assert.ThrowsAsync<RunException>(() => RunAsync(_ => Output.Create(1).Apply(Fail)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Failure_OfTwoOfTheSameName_SaysSo() =>
        Assert.Contains("Duplicate resource URN", (await Assert.ThrowsAsync<RunException>(() => RunAsync(room =>
        {
            _ = new Shelf("a", new() { Label = "1" }, In(room));
            _ = new Shelf("a", new() { Label = "2" }, In(room));
        }))).Message, StringComparison.Ordinal);

    [Fact]
    public void Instance_OutsideOfARun_IsRefused() => Assert.Throws<InvalidOperationException>(() => Deployment.Instance);

    private static int Fail(int number) => throw new InvalidOperationException($"boom {number}");

    private static CustomResourceOptions In(Resource room) => new() { Parent = room };

    private static Registration Of(Deployment run, string name) => run.Registrations.Single(registration => registration.Resource.GetResourceName() == name);

    private static Task<Deployment> RunAsync(Action<ComponentResource> furnish, Dictionary<string, object>? extra = null, bool preview = true)
    {
        ShopStack.Furnish.Value = furnish;
        return Deployment.RunAsync<ShopStack>(new ShopMocks { Extra = (extra ?? []).ToImmutableDictionary() }, new TestOptions { IsPreview = preview });
    }
}
