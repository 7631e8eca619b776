using ServerlessML.Demo;
using ServerlessML.Demo.Rollouts;
using ServerlessML.Demo.Search;
using Spectre.Console;

if (args is not [var request])
{
    Console.Error.WriteLine("The demo is played by: sml demo");
    return 2;
}

var options = DemoOptions.Read(request);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    await using var system = await RunningSystem.StartAsync(options, stop.Token);
    await (
        options.Story switch
        {
            DemoStory.Rollouts => new RolloutDemonstration(system, options).PlayAsync(stop.Token),
            DemoStory.Search => new SearchDemonstration(system, options).PlayAsync(stop.Token),
            _ => new Demonstration(system, options).PlayAsync(stop.Token),
        }
    );
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    AnsiConsole.MarkupLine("[yellow]Stopped.[/]");
    return 130;
}
catch (DemoFailedException e)
{
    AnsiConsole.MarkupLineInterpolated($"[red]The demo failed:[/] {e.Message}");
    AnsiConsole.MarkupLineInterpolated($"The logs are in {Path.Combine(options.DataDirectory, "logs")}.");
    return 1;
}
