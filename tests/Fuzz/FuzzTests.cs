namespace ServerlessML.Tests.Fuzz;

/// <summary>
/// Damaged inputs at every door: nothing crashes, nothing is answered 500, and each refusal says in words what is wrong. A share of what is
/// run outside the suite.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Definitions_DamagedYaml_IsReadOrRefusedWithLines() =>
        await new Campaign("definitions", 1500, output).RunAsync(new DefinitionDoor());

    [Fact]
    public async Task Feedback_DamagedOutcomes_AreTakenWholeOrRefused() =>
        await new Campaign("feedback", 20_000, output).RunAsync(new FeedbackDoor());

    [Fact]
    public async Task Files_DamagedData_IsReportedOn()
    {
        await using var door = new FileDoor();
        await new Campaign("files", 120, output).RunAsync(door);
    }

    [Fact]
    public async Task Models_DamagedOnnx_IsScoredOrRefused() => await new Campaign("models", 2000, output).RunAsync(new ModelDoor());

    [Fact]
    public async Task Gateway_DamagedRequests_AreAnsweredOrRefused()
    {
        await using var door = await GatewayDoor.OpenAsync();
        await new Campaign("gateway", 1500, output).RunAsync(door);
    }

    [Fact]
    public async Task Api_DamagedRequests_AreAnsweredOrRefused()
    {
        await using var door = await ApiDoor.OpenAsync();
        await new Campaign("api", 1000, output).RunAsync(door);
    }

    [Fact]
    public async Task Events_DamagedMessages_AreTakenOrRefused()
    {
        await using var door = await EventDoor.OpenAsync();
        await new Campaign("events", 500, output).RunAsync(door);
    }
}
