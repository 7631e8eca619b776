using System.Net;
using Microsoft.Playwright;

namespace ServerlessML.Tests.Lifecycle.Stories;

/// <summary>An approver with a browser.</summary>
[Collection(Worlds.Releases)]
public sealed class PageStories(World world)
{
    private const string NoBrowser = "there is no Chromium on this machine (apt-get install chromium)";

    [SkippableFact]
    public async Task GivenEvidence_WhenAnApproverReadsAndSignsOnAPhone_ThenTheRunGoesOn()
    {
        Skip.If(Browser.Program is null, NoBrowser);
        var pipeline = world.Pipeline("page");
        await pipeline.GivenChampionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        var evidence = await run.ThenWaitsForApprovalAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(width: 390);
        List<string> faults = [];
        page.PageError += (_, fault) => faults.Add(fault);

        await SignInAsync(page, Role.Approver);
        await page.GetByRole(AriaRole.Cell, new() { Name = run.Id, Exact = true }).ClickAsync();

        await Assertions.Expect(page.Locator("#digest")).ToHaveTextAsync(evidence);
        var card = page.FrameLocator("#card");
        await Assertions.Expect(card.GetByRole(AriaRole.Heading, new() { Name = "Quality on the holdout" })).ToBeVisibleAsync();
        await Assertions.Expect(card.Locator("svg").First).ToBeVisibleAsync();
        // Nothing but tables of numbers, which scroll by themselves, is wider than the phone.
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Assertions.Expect(page.Locator("#quorum")).ToContainTextAsync("waiting for 1");
        await page.GetByLabel("Comment").FillAsync("read on the train");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(page.Locator("#told")).ToContainTextAsync("Approved");

        await pipeline.WhenTrafficFlowsUntilEndOfAsync(run);
        await run.ThenEndsAsync(RunState.Completed, "version 2 has all of the traffic");
        Assert.Contains("read on the train", (await run.ManifestAsync()).Text, StringComparison.Ordinal);
        Assert.Empty(faults);
    }

    [SkippableFact]
    public async Task GivenARolloutInItsCheck_WhenItIsLookedAt_ThenThePageSaysSo_AndTakesAWord()
    {
        Skip.If(Browser.Program is null, NoBrowser);
        var pipeline = world.Pipeline("page-check");
        await pipeline.GivenChampionAsync(
            pipeline.Text with
            {
                Steps = "[{ weight: 50, bake: 1s }, { weight: 100, bake: 1s }]",
                Watch = ", look-every: 1s, aa: { duration: 1s }",
            }
        );
        var run = await pipeline.WhenBatchLandsAsync("2026-02", LandedFile.Good(seed: 2));
        await run.WhenApprovedAsync();
        await run.ThenSaysAsync("A/A check: version 1 against itself");
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(width: 390);

        await SignInAsync(page, Role.Operator);
        await page.GetByRole(AriaRole.Cell, new() { Name = run.Id, Exact = true }).ClickAsync();

        await Assertions
            .Expect(page.Locator("#before"))
            .ToHaveTextAsync("A/A check: the champion runs against itself. The new version has no traffic yet.");
        await Assertions.Expect(page.Locator("#looks")).ToContainTextAsync("A/A, second arm 50.00 %");
        // The course of the looks as a picture, and the same in the table.
        await Assertions
            .Expect(page.GetByRole(AriaRole.Img, new() { Name = "mean place of scores, second arm less first over looks 1 to" }))
            .ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#lifts .limit")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#looks tr").First).ToContainTextAsync("at least -0.0200, at most 0.0200");
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.GetByLabel("Why").FillAsync("seen enough");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go back" }).ClickAsync();
        await run.ThenEndsAsync(RunState.Rejected, "aborted by operator@local: seen enough");
        await pipeline.ThenServesAsync(1);
    }

    [SkippableFact]
    public async Task GivenAnApproverWhoIsAway_WhenTheyNameSomebodyOnThePage_ThenThatOneCounts_AndARefusalIsSaid()
    {
        Skip.If(Browser.Program is null, NoBrowser);
        world.GivenPerson("pia", Role.Approver);
        var pipeline = world.Pipeline("page-named");
        await pipeline.GivenDefinitionAsync(pipeline.Text with { Approval = "{ roles: { approver: 1 }, expires: 2h }" });
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good(rows: 600));
        await run.ThenWaitsForApprovalAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(width: 390);
        await SignInAsync(page, "pia", $"api/page#{run.Id}");

        await page.GetByText("Let somebody else sign in your place").ClickAsync();
        await Assertions.Expect(page.Locator("#delegated-until")).ToContainTextAsync("when it expires");
        await page.GetByLabel("Who").FillAsync("pia@local");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delegate" }).ClickAsync();
        await Assertions.Expect(page.Locator("#told")).ToContainTextAsync("pia@local");
        await Assertions.Expect(page.Locator("#told")).Not.ToContainTextAsync("signs in your place");
        await page.GetByLabel("Who").FillAsync("dee@local");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delegate" }).ClickAsync();

        await Assertions.Expect(page.Locator("#told")).ToHaveTextAsync("dee@local signs in your place.");
        await Assertions.Expect(page.Locator("#signed")).ToContainTextAsync("pia@local: delegate to dee@local");
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        (await run.WhenCancelledAsync()).Is(HttpStatusCode.Accepted, run.Id);
    }

    [SkippableFact]
    public async Task GivenAWrongToken_WhenThePageAsks_ThenItSaysSoAndShowsNothing()
    {
        Skip.If(Browser.Program is null, NoBrowser);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(width: 1000);
        await page.GotoAsync(new Uri(world.Address, "api/page").ToString());
        await page.GetByLabel("Role token").FillAsync("nobody's");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await Assertions.Expect(page.Locator("#say")).ToContainTextAsync("token");
        await Assertions.Expect(page.Locator("#main")).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task GivenTheLinkOfANotice_WhenItIsOpened_ThenThePageAsksWhoOneIsAndShowsThatRun()
    {
        Skip.If(Browser.Program is null, NoBrowser);
        var pipeline = world.Pipeline("link");
        await pipeline.GivenDefinitionAsync();
        var run = await pipeline.WhenBatchLandsAsync("2026-01", LandedFile.Good(rows: 600));
        await run.ThenWaitsForApprovalAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(width: 390);

        await page.GotoAsync(new Uri(world.Address, $"api/page#{run.Id}").ToString());
        await Assertions.Expect(page.GetByLabel("Role token")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#detail")).ToBeHiddenAsync();
        await SignInAsync(page, Role.Approver, $"api/page#{run.Id}");

        await Assertions.Expect(page.Locator("#title")).ToContainTextAsync(run.Id);
        await Assertions.Expect(page.Locator("#message")).ToContainTextAsync("waiting for 1 approver");
    }

    private async Task SignInAsync(IPage page, string role, string path = "api/page")
    {
        await page.GotoAsync(new Uri(world.Address, path).ToString());
        await page.GetByLabel("Role token").FillAsync(world.TokenOf(role));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
    }
}
