using ServerlessML.Bench;
using ServerlessML.Bench.Decisions;
using ServerlessML.Bench.Serving;
using ServerlessML.Bench.Training;
using ServerlessML.Bench.Validation;

return args switch
{
    ["runtime", .. var only] => await RuntimeBench.RunAsync(new BenchFolder(), only),
    ["decisions", .. var only] => await DecisionsBench.RunAsync(new BenchFolder(), only),
    ["train", .. var rest] => await TrainBench.RunAsync(new BenchFolder(), rest),
    ["serving", .. var rest] => await ServingBench.RunAsync(new BenchFolder(), rest),
    ["data", .. var rest] => await DataBench.RunAsync(new BenchFolder(), rest),
    [DataBench.Child, var file] => DataBench.Validate(file),
    ["constant", var port] => await ConstantServer.RunAsync(port),
    ["gateway", .. var settings] => await CountedGateway.RunAsync(settings),
    ["serve", var database, var port] => await BenchServer.RunAsync(database, port),
    ["sleep", var database, var count] => await Sleepers.RunAsync(database, count),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("serverlessml bench runtime [PART…]   parts: sequences, fan-out, history, sleepers, memory");
    Console.Error.WriteLine($"serverlessml bench decisions [{DecisionsBench.Simulated}] [{DecisionsBench.Running}]");
    Console.Error.WriteLine($"serverlessml bench serving [--quick] [--soak] [PART…]   parts: {string.Join(", ", ServingOptions.Parts)}");
    Console.Error.WriteLine(
        $"serverlessml bench train [--quick] [--data DIR] [PART…]   parts: {string.Join(", ", TrainBenchOptions.Parts)}"
    );
    Console.Error.WriteLine("serverlessml bench data [--quick]");
    return 2;
}
