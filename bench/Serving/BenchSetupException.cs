namespace ServerlessML.Bench.Serving;

/// <summary>The bench cannot begin: something that it needs is not on this machine.</summary>
internal sealed class BenchSetupException(string message) : Exception(message);
