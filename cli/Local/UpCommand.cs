using System.Runtime.InteropServices;
using ServerlessML.Cli.Output;
using ServerlessML.Cli.Parsing;
using ServerlessML.Cli.Programs;

namespace ServerlessML.Cli.Local;

/// <summary>Starts the whole system, shows where it listens, and keeps it running until a signal.</summary>
internal static class UpCommand
{
    private const int MostPort = 65535;

    public static Command Make(Session session)
    {
        var (data, port, keep, runner) = (Values.Data(session), Port(), Keep(), RunnerContainers.Option());
        var gateway = Values.Number("--gateway-port", "The gateway's port", 7080, 1, MostPort, "a port");
        var storage = Values.Number(
            "--storage-port",
            "The port of the blob storage; queues take the next one",
            10000,
            1,
            MostPort - 1,
            "a port"
        );
        var runners = Values.Number("--runners", "Runner processes: as many trainings go on at a time", 1, 1, 16);
        Command command = new("up", "Start the system on this machine and keep it running; Ctrl-C stops it")
        {
            data,
            port,
            gateway,
            storage,
            runners,
            runner,
            keep,
        };
        command.SetAction(async parse =>
        {
            UpOptions options = new()
            {
                DataDirectory = parse.GetRequiredValue(data),
                ApiPort = parse.GetValue(port),
                GatewayPort = parse.GetValue(gateway),
                StoragePort = parse.GetValue(storage),
                Runners = parse.GetValue(runners),
                Keep = parse.GetValue(keep) ?? RetentionPolicy.None,
            };
            foreach (var (name, value) in await RunnerContainers.PrepareAsync(session, parse.GetValue(runner)))
            {
                // The parts inherit it.
                Environment.SetEnvironmentVariable(name, value);
            }

            return await RunAsync(session, options);
        });
        return command;
    }

    public static Option<int> Port() => Values.Number("--port", "The API's port; one in use is stepped over", 7071, 1, MostPort, "a port");

    /// <summary>How long finished orchestrations are kept.</summary>
    public static Option<RetentionPolicy?> Keep() =>
        new("--keep")
        {
            Description = "How long finished orchestrations are kept, by status: completed=30d,failed=90d (all without end)",
            HelpName = "AGES",
            CustomParser = result =>
            {
                try
                {
                    return RetentionPolicy.Parse(result.Tokens[0].Value);
                }
                catch (InvalidSettingException e)
                {
                    result.AddError(e.Message);
                    return null;
                }
            },
        };

    private static async Task<int> RunAsync(Session session, UpOptions options)
    {
        using var hold = DataDirectoryLock.Take(options.DataDirectory);
        await OrphanedProcesses.EndAsync(options.DataDirectory);

        using var stop = new CancellationTokenSource();
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, stop);

        var plan = SystemPlan.Make(options, session.Error.WriteLine);
        await using var supervisor = new Supervisor(plan, session.Error.WriteLine);
        try
        {
            await supervisor.StartAsync(stop.Token);
            Listing.Facts(plan.Addresses.Select(address => (address.What, (string?)address.Where))).Write(session.OutConsole);
            await supervisor.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }

        session.Error.WriteLine("Stopping.");
        return ExitCode.Done;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
}
