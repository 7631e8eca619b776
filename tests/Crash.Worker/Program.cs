using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Crash.Worker;
using ServerlessML.LocalHost.Runtime;

// Worker.dll DATABASE first NUMBER: takes orders from that number on, without end, until it is killed.
// Worker.dll DATABASE finish: brings all orders that there are to their end.
await using var runtime = DurableRuntime.Open(
    new() { DatabasePath = args[0], MaxConcurrentActivities = 4 },
    Orders.Registry(),
    TimeProvider.System,
    NullLoggerFactory.Instance
);
await runtime.StartAsync(CancellationToken.None);
Console.WriteLine("started");
if (args[1] == "finish")
{
    await Orders.FinishAllAsync(runtime.Client);
}
else
{
    await Orders.TakeEndlesslyAsync(runtime.Client, int.Parse(args[2], CultureInfo.InvariantCulture));
}

Console.WriteLine("done");
