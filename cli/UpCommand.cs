using System.Runtime.InteropServices;
using Spectre.Console;

namespace ServerlessML.Cli;

/// <summary>Starts the whole system, shows where it listens, and keeps it running until a signal.</summary>
internal static class UpCommand
{
    public static async Task<int> RunAsync(UpOptions options)
    {
        using var hold = DataDirectoryLock.Take(options.DataDirectory);
        await OrphanedProcesses.EndAsync(options.DataDirectory);

        using var stop = new CancellationTokenSource();
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, stop);

        var plan = SystemPlan.Make(options, Console.Error.WriteLine);
        await using var supervisor = new Supervisor(plan, Console.Error.WriteLine);
        try
        {
            await supervisor.StartAsync(stop.Token);
            Show(plan);
            await supervisor.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }

        Console.Error.WriteLine("Stopping.");
        return 0;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });

    private static void Show(SystemPlan plan)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        foreach (var (what, where) in plan.Addresses)
        {
            table.AddRow(Markup.Escape(what), Markup.Escape(where));
        }

        AnsiConsole.Write(table);
    }
}
