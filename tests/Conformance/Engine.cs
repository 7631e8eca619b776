namespace ServerlessML.Tests.Conformance;

/// <summary>What a case runs on.</summary>
public enum Engine
{
    /// <summary>The embedded runtime.</summary>
    Ours,

    /// <summary>The genuine worker, client and engine, over gRPC and in memory.</summary>
    Genuine,
}
