using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessML.Crash.Worker;
using ServerlessML.LocalHost.Runtime;

// Runs the given number of shop orders over a database, starting those that are not there yet, and says «done».
// It is meant to be killed on the way and started again.
string database = args[0];
int orders = int.Parse(args[1], CultureInfo.InvariantCulture);
await using DurableRuntime runtime = DurableRuntime.Open(
    new() { DatabasePath = database, MaxConcurrentActivities = 4 }, Orders.Registry(), TimeProvider.System, NullLoggerFactory.Instance);
await runtime.StartAsync(CancellationToken.None);
Console.WriteLine("started");
for (int order = 0; order < orders; order++)
    await Orders.StartOnceAsync(runtime.Client, order);
for (int order = 0; order < orders; order++)
    await Orders.FinishAsync(runtime.Client, order);
Console.WriteLine("done");
