using ServerlessML.Bench;
using ServerlessML.Bench.Decisions;
using ServerlessML.Bench.Serving;
using ServerlessML.Bench.Training;

return args switch
{
    ["runtime", var request] => await RuntimeBench.RunAsync(new BenchFolder(), BenchRequest.Read(request)),
    ["decisions", var request] => await DecisionsBench.RunAsync(new BenchFolder(), BenchRequest.Read(request)),
    ["train", var request] => await TrainBench.RunAsync(new BenchFolder(), BenchRequest.Read(request)),
    ["serving", var request] => await ServingBench.RunAsync(new BenchFolder(), BenchRequest.Read(request)),
    // The benches start these themselves.
    ["constant", var port] => await ConstantServer.RunAsync(port),
    ["gateway", .. var settings] => await CountedGateway.RunAsync(settings),
    ["serve", var database, var port] => await BenchServer.RunAsync(database, port),
    ["sleep", var database, var count] => await Sleepers.RunAsync(database, count),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("A bench is run by: sml bench");
    return 2;
}
