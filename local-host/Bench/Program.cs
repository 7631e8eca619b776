using ServerlessML.LocalHost.Bench;
using ServerlessML.LocalHost.Bench.Decisions;

return args switch
{
    ["runtime", .. var only] => await RuntimeBench.RunAsync(new BenchFolder(), only),
    ["decisions"] => DecisionsBench.Run(new BenchFolder()),
    ["serve", var database, var port] => await BenchServer.RunAsync(database, port),
    ["sleep", var database, var count] => await Sleepers.RunAsync(database, count),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("serverlessml bench runtime [PART…]   parts: sequences, fan-out, history, sleepers, memory");
    Console.Error.WriteLine("serverlessml bench decisions");
    return 2;
}
