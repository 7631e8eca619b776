using ServerlessML.Demo;
using Spectre.Console;

DemoOptions options;
try
{
    options = DemoOptions.Parse(args);
}
catch (DemoFailedException e)
{
    AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
    return 2;
}

// Written to a file or a pipe, the tables need no less room than on a screen.
if (!AnsiConsole.Profile.Capabilities.Interactive)
{
    AnsiConsole.Profile.Width = 160;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    await using var system = await RunningSystem.StartAsync(options, stop.Token);
    await new Demonstration(system, options).PlayAsync(stop.Token);
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
