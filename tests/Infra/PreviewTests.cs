using System.Globalization;
using System.Xml.Linq;
using ServerlessML.Preview;
using ServerlessML.Preview.Cost;
using ServerlessML.Preview.Drawing;

namespace ServerlessML.Tests.Infra;

public sealed class PreviewTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Picture_OfAStack_HasEveryPartInABoxOfItsOwn(string stack)
    {
        var graph = await Graphs.Of(stack);
        var picture = XDocument.Parse(GraphPicture.Of(graph));
        var boxes = picture
            .Descendants(Svg + "rect")
            .Skip(1)
            .Select(box => (X: At(box, "x"), Y: At(box, "y"), W: At(box, "width"), H: At(box, "height")))
            .ToList();
        var size = picture
            .Root!.Attribute("viewBox")!
            .Value.Split(' ')
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture))
            .ToList();

        Assert.Equal(graph.Parts.Count(), boxes.Count);
        Assert.All(graph.Parts, part => Assert.Contains(picture.Descendants(Svg + "text"), text => text.Value == part.Name));
        Assert.All(boxes, box => Assert.True(box.X + box.W <= size[2] && box.Y + box.H <= size[3]));
        Assert.DoesNotContain(
            from one in boxes.Index()
            from other in boxes.Index()
            where one.Index < other.Index && Overlap(one.Item, other.Item)
            select (one, other),
            _ => true
        );
    }

    [Fact]
    public async Task Picture_InTheDocuments_IsOfProductionAsItIsNow()
    {
        var (file, now) = (Path.Combine(Repository.Root, "docs", "images", "infra-prod.svg"), GraphPicture.Of(await Graphs.Of("prod")));
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(file, now);
        }

        Assert.True(
            await File.ReadAllTextAsync(file) == now,
            "docs/images/infra-prod.svg is of another stack: UPDATE_SNAPSHOTS=1 dotnet test tests/Infra draws it anew."
        );
    }

    [Fact]
    public async Task References_OfTheFunctions_LeadToWhatTheyUse() =>
        Assert.Superset(
            new HashSet<string> { "plan", "functions", "insights", "scheduler", "site", "data", "subnet-functions" },
            (await Graphs.With("prod", ("durableBackend", "scheduler")))
                .References.Where(reference => reference.From == "app")
                .Select(reference => reference.To)
                .ToHashSet()
        );

    [Fact]
    public async Task Cost_OfMoreLoad_IsMore()
    {
        var graph = await Graphs.Of("prod");
        var totals = ((string[])["small", "medium", "large"]).Select(load => CostEstimate.Of(graph, Load.Named(load)).Total).ToList();

        Assert.Equal(totals.Order(), totals);
        Assert.Contains("ESTIMATE", CostText.Of(CostEstimate.Of(graph, Load.Named("small"))), StringComparison.Ordinal);
        Assert.All(CostEstimate.Of(graph, Load.Named("large")).Lines, line => Assert.True(line.Amount is null or >= 0, line.What));
    }

    [Fact]
    public async Task Cost_WithoutAPrice_IsSaidInItsLineAndInTheSum()
    {
        var text = CostText.Of(CostEstimate.Of(await Graphs.With("dev", ("durableBackend", "scheduler")), Load.Named("small")));

        Assert.Contains("  not priced  durable task scheduler     6,000 actions, 300 a run\n", text, StringComparison.Ordinal);
        Assert.Contains("in all, WITHOUT durable task scheduler: not priced\n", text, StringComparison.Ordinal);
        Assert.Contains("  Key Vault pricing, 2025-11: key-vault-10k-operations 0.03\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "not priced",
            CostText.Of(CostEstimate.Of(await Graphs.Of("dev"), Load.Named("small"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Cost_WithPricesOfOnesOwn_IsByThem()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(
            folder["prices.json"],
            """{ "prices": { "scheduler-unit-month": { "amount": 500, "source": "our agreement", "asOf": "2026-01" } } }"""
        );
        var estimate = CostEstimate.Of(
            await Graphs.With("prod", ("durableBackend", "scheduler"), ("schedulerSku", "Dedicated")),
            Load.Named("small"),
            PriceList.Embedded.With(folder["prices.json"])
        );

        Assert.Equal(1500, estimate.Lines.Single(line => line.What == "durable task scheduler").Amount);
        Assert.Empty(estimate.NotPriced);
        Assert.Contains("  our agreement, 2026-01: scheduler-unit-month 500\n", CostText.Of(estimate), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "has no 'prices'")]
    [InlineData("[", "cannot be read")]
    [InlineData(
        """{ "prices": { "gpu": { "amount": 1, "source": "x", "asOf": "y" } } }""",
        "a price of 'gpu', which is not one: there are functions-gb-second"
    )]
    [InlineData("""{ "prices": { "gpu-t4-second": { "amount": -1, "source": "x", "asOf": "y" } } }""", "'gpu-t4-second' needs an 'amount'")]
    [InlineData(
        """{ "currency": "EUR", "prices": { "gpu-t4-second": { "amount": 1, "source": "x", "asOf": "y" } } }""",
        "is in EUR and has no price of 'functions-gb-second'"
    )]
    public void Prices_ThatCannotBeUsed_AreNamed(string text, string expected)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["prices.json"], text);
        Assert.Contains(
            expected,
            Assert.Throws<ArgumentException>(() => PriceList.Embedded.With(folder["prices.json"])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Cost_OfTraining_IsThatOfTheProfile()
    {
        var plain = CostEstimate.Of(await Graphs.With("dev", ("gpuProfile", "none")), Load.Named("medium"));
        var gpu = CostEstimate.Of(await Graphs.With("dev", ("gpuProfile", "Consumption-GPU-NC24-A100")), Load.Named("medium"));

        // 200 hours of 4 processors and 8 GiB.
        Assert.Equal(200 * 3600 * (4 * 0.000024 + 8 * 0.000003), plain.Lines.Single(line => line.What == "training").Amount!.Value, 6);
        Assert.True(
            gpu.Lines.Single(line => line.What == "training").Amount > 10 * plain.Lines.Single(line => line.What == "training").Amount
        );
    }

    [Theory]
    [InlineData("preview", "{}")]
    [InlineData("preview", """{"stack":"dev","load":"huge"}""")]
    [InlineData("preview", """{"stack":"dev","prices":"/nowhere/prices.json"}""")]
    [InlineData("check", """{"stack":"staging"}""")]
    public async Task Command_ForWhatThereIsNot_SaysWhat(string command, string request)
    {
        using StringWriter output = new(),
            errors = new();
        Environment.SetEnvironmentVariable("SERVERLESSML_HOME", Repository.Root);

        Assert.Equal(1, await PreviewCommand.RunAsync(command, PreviewRequest.Read(request), output, errors));
        Assert.NotEqual("", errors.ToString());
    }

    [Fact]
    public async Task Command_Check_KeepsAllPoliciesOfBothStacks()
    {
        using StringWriter output = new(),
            errors = new();
        Environment.SetEnvironmentVariable("SERVERLESSML_HOME", Repository.Root);

        Assert.Equal(0, await PreviewCommand.RunAsync("check", new(), output, errors));
        Assert.DoesNotContain("BROKEN", output.ToString(), StringComparison.Ordinal);
    }

    private static bool Overlap((int X, int Y, int W, int H) one, (int X, int Y, int W, int H) other) =>
        one.X < other.X + other.W && other.X < one.X + one.W && one.Y < other.Y + other.H && other.Y < one.Y + one.H;

    private static int At(XElement box, string name) => int.Parse(box.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
