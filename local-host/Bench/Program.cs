using ServerlessML.LocalHost.Bench;

return args switch
{
    ["runtime", .. var only] => await RuntimeBench.RunAsync(new BenchFolder(), only),
    ["serve", var database, var port] => await BenchServer.RunAsync(database, port),
    ["sleep", var database, var count] => await Sleepers.RunAsync(database, count),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("serverlessml bench runtime [PART…]   parts: sequences, fan-out, history, sleepers, memory");
    return 2;
}
