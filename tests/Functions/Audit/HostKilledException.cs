namespace ServerlessML.Tests.Functions.Audit;

/// <summary>What ends an attempt in a test, as a kill would.</summary>
public sealed class HostKilledException() : Exception("the host was killed");
