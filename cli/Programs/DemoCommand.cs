using ServerlessML.Cli.Parsing;

namespace ServerlessML.Cli.Programs;

/// <summary>Plays the main job on real data.</summary>
internal static class DemoCommand
{
    public static Command Make(Session session)
    {
        Argument<string?> story = new("story")
        {
            Description = "rollouts: good and bad releases; search: a search for parameters. Without it, the main job",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Values.Among(story, "rollouts", "search");
        Option<bool> leave = new("--leave-running") { Description = "Leave the system running at the end" };
        Option<string?> data = new("--data")
        {
            Description = "The demo's folder, emptied at its start (.serverlessml/demo)",
            HelpName = "DIR",
        };
        var runner = RunnerContainers.Option();
        Command command = new("demo", "Play the main job on real data, or rollouts, or a search; then stop everything")
        {
            story,
            leave,
            data,
            runner,
        };
        command.SetAction(async parse =>
        {
            var checkout = CheckoutTree.Find(session);
            var call = checkout.Call(
                "Demo",
                new
                {
                    story = parse.GetValue(story),
                    keep = parse.GetValue(leave),
                    dataDirectory = parse.GetValue(data) is { Length: > 0 } folder
                        ? session.PathOf(folder)
                        : checkout.PathOf(".serverlessml", "demo"),
                }
            );
            var settings = await RunnerContainers.PrepareAsync(session, parse.GetValue(runner));
            return await session.Start(call with { Environment = call.Environment.Concat(settings).ToDictionary() });
        });
        return command;
    }
}
