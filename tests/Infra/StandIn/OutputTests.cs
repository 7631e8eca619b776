using System.Collections.Immutable;
using Pulumi;
using Pulumi.Utilities;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>Outputs and inputs mean what they mean in the genuine package.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task Apply_OfAKnownValue_IsTheFunctionsValue()
    {
        Assert.Equal(3, await Value(Output.Create("abc").Apply(text => text.Length)));
        Assert.Equal(4, await Value(Output.Create(2).Apply(number => Output.Create(number * 2))));
        Assert.Equal(6, await Value(Output.Create(2).Apply(number => Task.FromResult(number * 3))));
    }

    [Fact]
    public async Task Apply_OfAnUnknownValue_DoesNotRunTheFunction()
    {
        var ran = false;
        var applied = OutputUtilities.CreateUnknown(1).Apply(number => ran = number > 0);

        Assert.False(await OutputUtilities.GetIsKnownAsync(applied));
        Assert.False(ran);
    }

    [Fact]
    public async Task Apply_ToAnUnknownOutput_IsUnknown() =>
        Assert.False(await OutputUtilities.GetIsKnownAsync(Output.Create(1).Apply(_ => OutputUtilities.CreateUnknown(2))));

    [Fact]
    public async Task Secrets_AreCatching()
    {
        var secret = Output.CreateSecret("s");

        Assert.True(await Output.IsSecretAsync(secret.Apply(text => text + "!")));
        Assert.True(await Output.IsSecretAsync(Output.Create(1).Apply(_ => secret)));
        Assert.True(await Output.IsSecretAsync(Output.Tuple(Output.Create(1), secret)));
        Assert.True(await Output.IsSecretAsync(Output.Format($"a{secret}b")));
        Assert.True(await Output.IsSecretAsync(Output.All<string>("a", secret)));
        Assert.False(await Output.IsSecretAsync(Output.Unsecret(secret)));
    }

    [Fact]
    public async Task Tuple_WithAnUnknown_IsUnknown()
    {
        Assert.False(await OutputUtilities.GetIsKnownAsync(Output.Tuple(OutputUtilities.CreateUnknown(1), Output.Create(2))));
        Assert.False(
            await OutputUtilities.GetIsKnownAsync(Output.Tuple(Output.Create(1), Output.Create(2), OutputUtilities.CreateUnknown(3)))
        );
        Assert.Equal((1, "b"), await Value(Output.Tuple(Output.Create(1), Output.Create("b"))));
    }

    [Fact]
    public async Task All_KeepsTheOrder() =>
        Assert.Equal(new[] { 3, 1, 2 }, (await Value(Output.All<int>(3, Output.Create(1), 2))).ToArray());

    [Fact]
    public async Task Format_TakesOutputsInputsAndPlainValues()
    {
        Input<string> input = "in";

        Assert.Equal("out, in and 1.5", await Value(Output.Format($"{Output.Create("out")}, {input} and {1.5}")));
        Assert.False(await OutputUtilities.GetIsKnownAsync(Output.Format($"{OutputUtilities.CreateUnknown("x")}")));
    }

    [Fact]
    public async Task InputList_IsBuiltFromValuesAndOutputs()
    {
        InputList<string> list = ["a", Output.Create("b")];
        list.Add("c");

        Assert.Equal(new[] { "a", "b", "c" }, (await Value<ImmutableArray<string>>(list)).ToArray());
        Assert.Equal(new[] { "x" }, (await Value<ImmutableArray<string>>((InputList<string>)"x")).ToArray());
        Assert.Throws<NotSupportedException>(() => ((System.Collections.IEnumerable)list).GetEnumerator());
    }

    [Fact]
    public async Task InputMap_RefusesAnotherValueForAKey()
    {
        InputMap<string> map = new() { ["a"] = "1", ["b"] = Output.Create("2") };
        map.Add("a", "1");
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, await Value<ImmutableDictionary<string, string>>(map));

        map.Add("a", "3");
        await Assert.ThrowsAsync<ArgumentException>(() => Value<ImmutableDictionary<string, string>>(map));
    }

    [Fact]
    public void Union_IsOneOfTwo()
    {
        Union<string, int> text = "a",
            number = 1;

        Assert.Equal((true, "a", false, 1), (text.IsT0, text.AsT0, number.IsT0, number.AsT1));
        Assert.NotEqual(text, number);
        Assert.Throws<InvalidOperationException>(() => text.AsT1);
    }

    private static Task<T> Value<T>(Output<T> output) => OutputUtilities.GetValueAsync(output);
}
