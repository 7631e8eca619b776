using ServerlessML.Cli;
using ServerlessML.Cli.Inspection;
using ServerlessML.LocalHost.Runtime;

try
{
    return args switch
    {
        ["host", .. var rest] => await HostProcess.RunAsync(UpOptions.Parse(rest)),
        ["up", .. var rest] => await UpCommand.RunAsync(UpOptions.Parse(rest)),
        ["instances", .. var rest] => InstancesCommand.Run(InspectOptions.Parse(rest), Console.Out),
        ["export", .. var rest] => ExportCommand.Run(InspectOptions.Parse(rest), Console.Out),
        ["replay", .. var rest] => ReplayCommand.Run(InspectOptions.Parse(rest), Console.Out),
        ["backtest", .. var rest] => await BacktestCommand.RunAsync(InspectOptions.Parse(rest), Console.Out),
        ["split", .. var rest] => await SplitCommand.RunAsync(rest, Console.Out),
        ["backup", .. var rest] => BackupCommand.Run(InspectOptions.Parse(rest), Console.Out),
        ["audit", .. var rest] => await AuditCommand.RunAsync(rest, Console.Out),
        ["token", .. var rest] => TokenCommand.Run(rest, Console.Out, TimeProvider.System),
        _ => Usage(),
    };
}
catch (Exception e) when (e is InvalidSettingException or DurableRuntimeException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"serverlessml: {e.Message}");
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        serverlessml up    [--data DIR] [--port N] [--gateway-port N] [--keep completed=30d,failed=90d]   start the system and keep it running
        serverlessml host  [--data DIR] [--port N]                      run the functions host alone (needs AzureWebJobsStorage)
        serverlessml token NAME ROLE… | --revoke NAME | --list  [--data DIR]   tokens of named people
        serverlessml audit verify [PIPELINE] | show PIPELINE  [--data DIR]   hold the audit logs against their chain, or show one
        serverlessml instances [--data DIR] [--status A,B] [--prefix TEXT] [--most N] [ID…]   list runs, or show their histories
        serverlessml export    [--data DIR] [--status A,B] [--prefix TEXT] DIRECTORY [ID…]    write histories
        serverlessml replay    [--from durable-functions] HISTORIES     run this build's workflows over histories
        serverlessml backtest  [--data DIR] PIPELINE.yaml [DEPLOYMENT…] judge past rollouts under another policy
        serverlessml split     [--data DIR] [--folds N] PIPELINE FILE…  which rows of a batch's files are held out, as CSV
        serverlessml backup    [--data DIR] FILE                        copy the durable database while it is in use
        """
    );
    return 2;
}
