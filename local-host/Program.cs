using ServerlessML.LocalHost;
using ServerlessML.LocalHost.Hosting;
using ServerlessML.LocalHost.Runtime;

try
{
    return args switch
    {
        ["host", .. var rest] => await HostCommand.RunAsync(UpOptions.Parse(rest)),
        ["up", .. var rest] => await UpCommand.RunAsync(UpOptions.Parse(rest)),
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
    Console.Error.WriteLine("""
        serverlessml up    [--data DIR] [--port N] [--gateway-port N]   start the system and keep it running
        serverlessml host  [--data DIR] [--port N]                      run the functions host alone (needs AzureWebJobsStorage)
        """);
    return 2;
}
